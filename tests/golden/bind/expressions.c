typedef unsigned int u32;
typedef unsigned long u64;
struct in { short x; int y[4]; };
struct s { char c; struct in in; union { u64 whole; u32 half[2]; }; int b:5; unsigned w:32; struct s *next; };

u64 arithmetic(char c, short h, u32 u, int i, long l, u64 q)
{
	l = c + h;
	q = u + i;
	q = i + l;
	l = u - q;
	i = c << l;
	u = -u;
	c += 300 - 44;
	i <<= u;
	q *= i;
	return i < u || l == c && !q;
}

int members(struct s *p, const struct s *k, struct s v)
{
	p->in.y[2] = v.half[1];
	p->b = k->b + p->w;
	p->b++;
	--p->w;
	v = *p->next;
	p->next->in = k->in;
	return (&v)->c + p[1].c + 1[p].in.x;
}

char *pointers(char *p, void *v, int n, u32 u)
{
	char a[8];
	p = a;
	p += n;
	p = &a[u] - 1;
	v = p;
	n = p - a;
	p++;
	*p-- = n;
	return n ? p : v;
}

int operators(int a, int *p)
{
	int b = a ?: 3;
	a = (b++, *p);
	b = ({ int t = a; t * 2; });
	return a ? b : (char)a;
}
=====
function arithmetic(c: char, h: short, u: u32, i: int, l: long, q: u64): u64
  l = Integer<long>((Integer<int>(load(c)) + Integer<int>(load(h))):int)
  q = Integer<u64>((load(u) + Integer<unsigned int>(load(i))):unsigned int)
  q = Integer<u64>((Integer<long>(load(i)) + load(l)):long)
  l = Integer<long>((Integer<unsigned long>(load(u)) - load(q)):unsigned long)
  i = (Integer<int>(load(c)) << load(l)):int
  u = negate(load(u))
  c += 256:int in int
  i <<= load(u) in int
  q *= Integer<unsigned long>(load(i)) in unsigned long
  return Integer<u64>(((Integer<unsigned int>(load(i)) < load(u)):int || ((load(l) == Integer<long>(load(c))):int && logicalnot(load(q)))))
function members(p: struct s *, k: const struct s *, v: struct s): int
  *((decay(*(load(p)).in.y) + 2:long * 4)) = Integer<int>(load(*((decay(v.<2>.half) + 1:long * 4))))
  *(load(p)).b = Integer<int>((Integer<unsigned int>(load(*(load(k)).b)) + load(*(load(p)).w)):unsigned int)
  post+1(*(load(p)).b)
  pre-1(*(load(p)).w)
  v = load(*(load(*(load(p)).next)))
  *(load(*(load(p)).next)).in = load(*(load(k)).in)
  return ((Integer<int>(load(*(&(v)).c)) + Integer<int>(load(*((load(p) + 1:long * 48)).c))):int + Integer<int>(load(*((load(p) + 1:long * 48)).in.x))):int
function pointers(p: char *, v: void *, n: int, u: u32): char *
  local a: char[8]
  p = decay(a)
  p += Integer<long>(load(n)) * 1 in char *
  p = ((decay(a) + Integer<long>(load(u)) * 1) - 1:long * 1)
  v = Pointer<void *>(load(p))
  n = Integer<int>(((load(p) - decay(a)) / 1))
  post+1(p)
  *(post-1(p)) = Integer<char>(load(n))
  return Pointer<char *>((load(n) ? Pointer<void *>(load(p)) : load(v)):void *)
function operators(a: int, p: int *): int
  local b: int = (load(a) ?: 3:int):int
  a = (post+1(b), load(*(load(p))))
  b = ({ local t: int = load(a); (load(t) * 2:int):int })
  return (load(a) ? load(b) : Integer<int>(Integer<char>(load(a)))):int
