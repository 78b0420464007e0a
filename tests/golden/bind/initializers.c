struct p { int x, y; };
struct t { char name[4]; struct p a[2]; struct { int q; int r; }; int f:3, g:5; };
int scalars[] = { 1, 2, [4] = 5, 6 };
char text[] = "ab\n", cut[2] = "xyz", room[6] = { "hi" };
struct t full = { "abc", { { 1, 2 }, { 3 } }, { 4, 5 }, 6, 7 };
struct t elided = { 'a', 'b', 'c', 0, 1, 2, 3, 4, 5, 6, -1, 8 };
struct t named = { .a[1].y = 9, .r = 3, -2, .name = "q", .a[0] = { .y = 4 } };
union { int i; char c[8]; } u = { .c = { 1, 2 } };
int ranges[6] = { [1 ... 3] = 7, 8 };
struct p *address = &(struct p){ 3, 4 };
int *element = &scalars[2];
const char *message = "hello" + 1;
int (*callback)(int);
struct flexible { int n; struct p items[]; } flexible = { 2, { { 1, 2 }, { 3, 4 } } };
struct p copied = (struct p){ .y = 5 };
int empty[3] = {};

int locals(int v, struct p *in)
{
	struct p a = { v, v + 1 }, b = *in, c = {};
	struct p both[2] = { a, { .y = v } };
	struct t t = { .a = { b, *in } };
	int one = { v };
	static int count = 3;
	*in = (struct p){ 1, v };
	return both[1].y + t.q + one + count++ + c.x;
}
=====
4:32: warning: string of 3 characters is too long for an array of 2
global scalars: int[6] = zero {0: 1:int, 4: 2:int, 16: 5:int, 20: 6:int}
global text: char[4] = "ab\x0a\x00"
global cut: char[2] = "xy"
global room: char[6] = zero {0: "hi\x00"}
global full: struct t = zero {0: "abc\x00", 4: 1:int, 8: 2:int, 12: 3:int, 20: 4:int, 24: 5:int, 28:0:3: 6:int, 28:3:5: 7:int}
global elided: struct t = zero {0: 97:char, 1: 98:char, 2: 99:char, 3: 0:char, 4: 1:int, 8: 2:int, 12: 3:int, 16: 4:int, 20: 5:int, 24: 6:int, 28:0:3: -1:int, 28:3:5: 8:int}
global named: struct t = zero {16: 9:int, 24: 3:int, 28:0:3: -2:int, 0: "q\x00", 8: 4:int}
global u: union (anonymous) = zero {0: 1:char, 1: 2:char}
global ranges: int[6] = zero {4: 7:int, 8: 7:int, 12: 7:int, 16: 8:int}
static .literal.0: struct p = zero {0: 3:int, 4: 4:int}
global address: struct p * = &(.literal.0)
global element: int * = (decay(scalars) + 2:long * 4)
global message: const char * = Pointer<const char *>((decay("hello\x00") + 1:long * 1))
global callback: int (*)(int)
global flexible: struct flexible = zero {0: 2:int, 4: 1:int, 8: 2:int, 12: 3:int, 16: 4:int}
global copied: struct p = zero {4: 5:int}
global empty: int[3] = zero {}
static locals.count: int = 3:int
function locals(v: int, in: struct p *): int
  local a: struct p = zero {0: load(v), 4: (load(v) + 1:int):int}
  local b: struct p = load(*(load(in)))
  local c: struct p = zero {}
  local both: struct p[2] = zero {0: load(a), 12: load(v)}
  local t: struct t = zero {4: load(b), 12: load(*(load(in)))}
  local one: int = load(v)
  *(load(in)) = load(literal struct p zero {0: 1:int, 4: load(v)})
  return ((((load(*((decay(both) + 1:long * 8)).y) + load(t.<2>.q)):int + load(one)):int + post+1(locals.count)):int + load(c.x)):int
