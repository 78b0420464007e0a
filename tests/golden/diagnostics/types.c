//// int to pointer
int f(void *ctx) { char *p = 5; return *p; }
//// pointer to int
int f(void *ctx) { int a = ctx; return a; }
//// wrong pointer type
struct a { int x; };
struct b { int y; };
int f(void *ctx) { struct a v = {}; struct b *p = &v; return p->y; }
//// struct to int
struct a { int x; };
int f(void *ctx) { struct a v = {}; int n = v; return n; }
//// int to struct
struct a { int x; };
int f(void *ctx) { struct a v = {}; v = 3; return v.x; }
//// add structs
struct a { int x; };
int f(void *ctx) { struct a v = {}; return v + 1; }
//// not on a struct
struct a { int x; };
int f(void *ctx) { struct a v = {}; if (!v) return 1; if (v) return 2; return 0; }
//// dereference of int
int f(void *ctx) { int a = 1; return *a; }
//// dereference of void
int f(void *ctx) { return *ctx; }
//// index of int
int f(void *ctx) { int a = 1; return a[0]; }
//// index is a pointer
int f(void *ctx) { int a[3] = {}; return a[ctx]; }
//// dot on pointer
struct s { int a; };
int f(struct s *p) { return p.a; }
//// arrow on struct
struct s { int a; };
int f(void *ctx) { struct s v = {}; return v->a; }
//// member of int
int f(void *ctx) { int a = 1; return a.b + a->c; }
//// assignment to constant
int f(void *ctx) { const int a = 1; a = 2; return a; }
//// assignment to const member
struct s { const int a; };
int f(struct s *p) { p->a = 1; return 0; }
//// assignment to value
int f(void *ctx) { 5 = 6; f + 1 = 2; return 0; }
//// assignment to array
int f(void *ctx) { char a[4], b[4] = {}; a = b; return a[0]; }
//// increment of a value
int f(void *ctx) { int a = 1; (a + 1)++; return a; }
//// address of a value
int f(void *ctx) { int *p = &(1 + 2); return *p; }
//// address of a bit-field
struct s { unsigned a : 3; };
int f(struct s *p) { unsigned *q = &p->a; return *q; }
//// too few arguments
static int g(int a, int b) { return a + b; }
int f(void *ctx) { return g(1); }
//// too many arguments
static int g(int a) { return a; }
int f(void *ctx) { return g(1, 2); }
//// wrong argument type
struct s { int a; };
static int g(struct s *p) { return p->a; }
int f(void *ctx) { int a = 1; struct s v = {}; return g(a) + g(v) + g(&a); }
//// void value used
static void g(void) { }
int f(void *ctx) { int a = g(); return g(); }
//// return value in void function
static void g(int a) { return a; }
int f(void *ctx) { g(1); return 0; }
//// missing return value
int f(void *ctx) { return; }
//// missing return
int f(void *ctx) { if (ctx) return 1; }
//// return struct as int
struct s { int a; };
int f(void *ctx) { struct s v = {}; return v; }
//// incomplete struct variable
struct never;
int f(void *ctx) { struct never n; return 0; }
//// member of incomplete struct
struct never;
int f(struct never *p) { return p->a; }
//// sizeof incomplete
struct never;
int f(void *ctx) { return sizeof(struct never) + sizeof(void (void)); }
//// negative array
int a[-1];
int f(void *ctx) { int b[3 - 5]; return 0; }
//// array of void
void a[3];
int f(void *ctx) { return 0; }
//// void variable
int f(void *ctx) { void a; return 0; }
//// function returning array
typedef int row[3];
row g(void);
int f(void *ctx) { return 0; }
//// bit-field too wide
struct s { unsigned a : 40; int b : -1; int c : 0; };
int f(void *ctx) { return 0; }
//// duplicate member
struct s { int a; char a; };
int f(void *ctx) { return 0; }
//// duplicate case
int f(int a) { switch (a) { case 1: return 1; case 2: return 2; case 1: return 3; } return 0; }
//// case not constant
int f(int a, int b) { switch (a) { case b: return 1; } return 0; }
//// switch on pointer
int f(void *ctx) { switch (ctx) { case 0: return 1; } return 0; }
//// break outside
int f(void *ctx) { break; continue; return 0; }
//// initialiser of static not constant
static int g(void) { return 1; }
static int a = g();
int f(void *ctx) { return a; }
//// excess initialisers
int a[2] = { 1, 2, 3 };
char s[3] = "hello";
int f(void *ctx) { return a[0] + s[0]; }
//// array without list
int f(void *ctx) { int a[2] = 5; return a[0]; }
//// static assertion
struct event { int pid; char comm[16]; };
_Static_assert(sizeof(struct event) == 24, "event must have 24 bytes");
int f(void *ctx) { return 0; }
//// incompatible conditional
struct s { int a; };
int f(void *ctx) { struct s v = {}; return ctx ? v : 1; }
//// cast to struct
struct s { int a; };
int f(void *ctx) { struct s v = (struct s)ctx; return v.a; }
//// pointer arithmetic
int f(int *a, int *b) { int *c = a + b; return *(a * 2); }
//// modulo of pointer
int f(void *ctx) { return ctx % 8; }
//// generic without match
int f(void *ctx) { return _Generic(ctx, int: 1, long: 2); }
//// compare pointer with integer
int f(void *ctx) { return ctx == 5; }
//// conversion changes value
int f(void *ctx) { unsigned char a = 300; signed char b = 200; return a + b; }
//// offsetof without member
struct s { int a; };
int f(void *ctx) { return __builtin_offsetof(struct s, b); }
//// arena pointers and others do not mix
#define __arena __attribute__((address_space(1)))
long __arena total;
int f(void *ctx) { long *p = &total; long __arena *q = p; q = (void *)0; return q == &total; }
//// arena pointers in a conditional and a difference
#define __arena __attribute__((address_space(1)))
long f(void *ctx, int __arena *a, int *b) { int *c = ctx ? a : b; return c - a; }
//// only globals are in arenas
#define __arena __attribute__((address_space(1)))
struct s { int __arena member; int __arena *pointer; };
int f(void *ctx, int __arena parameter) { int __arena local = 1; return local + parameter; }
=====
//// int to pointer
test.c:1:30: warning: integer converted to pointer without a cast, initializing 'char *' with an expression of type 'int' [BS0383, -Wint-conversion]
int f(void *ctx) { char *p = 5; return *p; }
                             ^
1 warning generated.
//// pointer to int
test.c:1:28: warning: pointer converted to integer without a cast, initializing 'int' with an expression of type 'void *' [BS0382, -Wint-conversion]
int f(void *ctx) { int a = ctx; return a; }
                           ^~~
1 warning generated.
//// wrong pointer type
test.c:3:51: warning: incompatible pointer types initializing 'struct b *' with an expression of type 'struct a *' [BS0380, -Wincompatible-pointer-types]
int f(void *ctx) { struct a v = {}; struct b *p = &v; return p->y; }
                                                  ^~
1 warning generated.
//// struct to int
test.c:2:45: error: incompatible types initializing 'int' with an expression of type 'struct a' [BS0379]
int f(void *ctx) { struct a v = {}; int n = v; return n; }
                                            ^
1 error generated.
//// int to struct
test.c:2:41: error: incompatible types assigning to 'struct a' from 'int' [BS0379]
int f(void *ctx) { struct a v = {}; v = 3; return v.x; }
                                        ^
1 error generated.
//// add structs
test.c:2:46: error: invalid operands to binary '+': 'struct a' and 'int' [BS0355]
int f(void *ctx) { struct a v = {}; return v + 1; }
                                           ~~^~~
1 error generated.
//// not on a struct
test.c:2:42: error: 'struct a' cannot be used as a condition: a number or pointer is needed [BS0353]
int f(void *ctx) { struct a v = {}; if (!v) return 1; if (v) return 2; return 0; }
                                         ^
test.c:2:59: error: 'struct a' cannot be used as a condition: a number or pointer is needed [BS0353]
int f(void *ctx) { struct a v = {}; if (!v) return 1; if (v) return 2; return 0; }
                                                          ^
2 errors generated.
//// dereference of int
test.c:1:38: error: indirection requires a pointer, not 'int' [BS0366]
int f(void *ctx) { int a = 1; return *a; }
                                     ^~
1 error generated.
//// dereference of void
test.c:1:27: warning: this follows a pointer of type 'void *', which does not say what is there [BS0669, -Wvoid-ptr-dereference]
int f(void *ctx) { return *ctx; }
                          ^~~~
help: cast it to a pointer to the type that is there
test.c:1:27: error: incompatible types returning 'void' from a function with result type 'int' [BS0379]
int f(void *ctx) { return *ctx; }
                          ^~~~
1 warning and 1 error generated.
//// index of int
test.c:1:38: error: subscripted value of type 'int' is neither array nor pointer [BS0367]
int f(void *ctx) { int a = 1; return a[0]; }
                                     ^~~~
1 error generated.
//// index is a pointer
test.c:1:44: error: array subscript has type 'void *' instead of an integer type [BS0368]
int f(void *ctx) { int a[3] = {}; return a[ctx]; }
                                           ^~~
1 error generated.
//// dot on pointer
test.c:2:31: error: 'struct s *' is a pointer; did you mean to use '->'? [BS0372]
int f(struct s *p) { return p.a; }
                              ^
1 error generated.
//// arrow on struct
test.c:2:47: error: 'struct s' is not a pointer; did you mean to use '.'? [BS0373]
int f(void *ctx) { struct s v = {}; return v->a; }
                                              ^
1 error generated.
//// member of int
test.c:1:40: error: member access into 'int', which is not a struct or union [BS0374]
int f(void *ctx) { int a = 1; return a.b + a->c; }
                                       ^
test.c:1:47: error: member access into 'int', which is not a struct or union [BS0374]
int f(void *ctx) { int a = 1; return a.b + a->c; }
                                              ^
2 errors generated.
//// assignment to constant
test.c:1:37: error: cannot assign to variable 'a' with const-qualified type 'const int' [BS0363]
int f(void *ctx) { const int a = 1; a = 2; return a; }
                                    ^
test.c:1:30: note: 'a' declared here
int f(void *ctx) { const int a = 1; a = 2; return a; }
                             ^
1 error generated.
//// assignment to const member
test.c:2:22: error: cannot assign to member 'a' with const-qualified type 'const int' [BS0363]
int f(struct s *p) { p->a = 1; return 0; }
                     ^~~~
1 error generated.
//// assignment to value
test.c:1:20: error: expression is not assignable [BS0361]
int f(void *ctx) { 5 = 6; f + 1 = 2; return 0; }
                   ^
test.c:1:27: error: expression is not assignable [BS0361]
int f(void *ctx) { 5 = 6; f + 1 = 2; return 0; }
                          ^~~~~
2 errors generated.
//// assignment to array
test.c:1:42: error: array type 'char[4]' is not assignable [BS0362]
int f(void *ctx) { char a[4], b[4] = {}; a = b; return a[0]; }
                                         ^
help: copy it with __builtin_memcpy
1 error generated.
//// increment of a value
test.c:1:32: error: expression is not assignable [BS0361]
int f(void *ctx) { int a = 1; (a + 1)++; return a; }
                               ^~~~~
1 error generated.
//// address of a value
test.c:1:29: error: cannot take the address of a value of type 'int' [BS0365]
int f(void *ctx) { int *p = &(1 + 2); return *p; }
                            ^~~~~~~~
help: store it in a variable first
1 error generated.
//// address of a bit-field
test.c:2:36: error: address of bit-field 'a' requested [BS0364]
int f(struct s *p) { unsigned *q = &p->a; return *q; }
                                   ^~~~~
help: copy it into a variable
1 error generated.
//// too few arguments
test.c:2:27: error: too few arguments to 'g': expected 2, have 1 [BS0387]
int f(void *ctx) { return g(1); }
                          ^~~~
test.c:1:12: note: 'g' declared here
static int g(int a, int b) { return a + b; }
           ^
1 error generated.
//// too many arguments
test.c:2:32: error: too many arguments to 'g': expected 1, have 2 [BS0388]
int f(void *ctx) { return g(1, 2); }
                               ^
test.c:1:12: note: 'g' declared here
static int g(int a) { return a; }
           ^
1 error generated.
//// wrong argument type
test.c:3:57: warning: integer converted to pointer without a cast, passing 'int' to parameter of type 'struct s *' [BS0383, -Wint-conversion]
int f(void *ctx) { int a = 1; struct s v = {}; return g(a) + g(v) + g(&a); }
                                                        ^
test.c:2:24: note: the argument is for parameter 'p'
static int g(struct s *p) { return p->a; }
                       ^
test.c:3:64: error: incompatible types passing 'struct s' to parameter of type 'struct s *' [BS0379]
int f(void *ctx) { int a = 1; struct s v = {}; return g(a) + g(v) + g(&a); }
                                                               ^
test.c:2:24: note: the argument is for parameter 'p'
static int g(struct s *p) { return p->a; }
                       ^
test.c:3:71: warning: incompatible pointer types passing 'int *' to parameter of type 'struct s *' [BS0380, -Wincompatible-pointer-types]
int f(void *ctx) { int a = 1; struct s v = {}; return g(a) + g(v) + g(&a); }
                                                                      ^~
test.c:2:24: note: the argument is for parameter 'p'
static int g(struct s *p) { return p->a; }
                       ^
2 warnings and 1 error generated.
//// void value used
test.c:2:28: error: incompatible types initializing 'int' with an expression of type 'void' [BS0379]
int f(void *ctx) { int a = g(); return g(); }
                           ^~~
test.c:2:40: error: incompatible types returning 'void' from a function with result type 'int' [BS0379]
int f(void *ctx) { int a = g(); return g(); }
                                       ^~~
2 errors generated.
//// return value in void function
test.c:1:31: error: void function 'g' should not return a value [BS0395, -Wreturn-mismatch]
static void g(int a) { return a; }
                              ^
1 error generated.
//// missing return value
test.c:1:20: error: function 'f' must return a value [BS0394]
int f(void *ctx) { return; }
                   ^~~~~~
1 error generated.
//// missing return
test.c:1:39: warning: control reaches the end of 'f' without a return value [BS0393, -Wreturn-type]
int f(void *ctx) { if (ctx) return 1; }
                                      ^
help: add a return statement
1 warning generated.
//// return struct as int
test.c:2:44: error: incompatible types returning 'struct s' from a function with result type 'int' [BS0379]
int f(void *ctx) { struct s v = {}; return v; }
                                           ^
1 error generated.
//// incomplete struct variable
test.c:2:33: error: variable 'n' has incomplete type 'struct never' [BS0340]
int f(void *ctx) { struct never n; return 0; }
                                ^
help: the type is only declared, not defined
1 error generated.
//// member of incomplete struct
test.c:2:33: error: incomplete definition of type 'struct never' [BS0344]
int f(struct never *p) { return p->a; }
                                ^
help: neither the program nor the kernel defines it
1 error generated.
//// sizeof incomplete
test.c:2:27: error: sizeof applied to incomplete type 'struct never' [BS0376]
int f(void *ctx) { return sizeof(struct never) + sizeof(void (void)); }
                          ^~~~~~~~~~~~~~~~~~~~
1 error generated.
//// negative array
test.c:1:7: error: array has negative size -1 [BS0323]
int a[-1];
      ^~
test.c:2:26: error: array has negative size -2 [BS0323]
int f(void *ctx) { int b[3 - 5]; return 0; }
                         ^~~~~
2 errors generated.
//// array of void
test.c:1:7: error: array has incomplete element type 'void' [BS0320]
void a[3];
      ^~~
1 error generated.
//// void variable
test.c:1:25: error: variable 'a' has type 'void' [BS0616]
int f(void *ctx) { void a; return 0; }
                        ^
help: give it a type with a size, or make it a pointer
1 error generated.
//// function returning array
test.c:2:6: error: function cannot return array or function type 'row' [BS0325]
row g(void);
     ^~~~~~
1 error generated.
//// bit-field too wide
test.c:1:25: error: width of bit-field 'a' is 40, and 'unsigned int' allows 1 to 32 [BS0332]
struct s { unsigned a : 40; int b : -1; int c : 0; };
                        ^~
test.c:1:37: error: width of bit-field 'b' is -1, and 'int' allows 1 to 32 [BS0332]
struct s { unsigned a : 40; int b : -1; int c : 0; };
                                    ^~
test.c:1:49: error: width of bit-field 'c' is 0, and 'int' allows 1 to 32 [BS0332]
struct s { unsigned a : 40; int b : -1; int c : 0; };
                                                ^
3 errors generated.
//// duplicate member
test.c:1:24: error: duplicate member 'a' [BS0328]
struct s { int a; char a; };
                       ^
test.c:1:16: note: 'a' declared here
struct s { int a; char a; };
               ^
1 error generated.
//// duplicate case
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a) { switch (a) { case 1: return 1; case 2: return 2; case 1: return 3; } return 0; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:70: error: duplicate case value 1 [BS0399]
int f(int a) { switch (a) { case 1: return 1; case 2: return 2; case 1: return 3; } return 0; }
                                                                     ^
test.c:1:29: note: the earlier case is here
int f(int a) { switch (a) { case 1: return 1; case 2: return 2; case 1: return 3; } return 0; }
                            ^~~~~~
1 warning and 1 error generated.
//// case not constant
test.c:1:5: error: program 'f' has parameters but the first is not a context [BS0424]
int f(int a, int b) { switch (a) { case b: return 1; } return 0; }
    ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
test.c:1:11: warning: the first parameter of program 'f' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int f(int a, int b) { switch (a) { case b: return 1; } return 0; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:1:41: error: expression is not an integer constant expression [BS0327]
int f(int a, int b) { switch (a) { case b: return 1; } return 0; }
                                        ^
help: use a literal, an enumerator or a macro
1 warning and 2 errors generated.
//// switch on pointer
test.c:1:28: error: switch needs an integer, not 'void *' [BS0602]
int f(void *ctx) { switch (ctx) { case 0: return 1; } return 0; }
                           ^~~
1 error generated.
//// break outside
test.c:1:20: error: 'break' outside a loop or switch [BS0396]
int f(void *ctx) { break; continue; return 0; }
                   ^~~~~
test.c:1:27: error: 'continue' outside a loop [BS0397]
int f(void *ctx) { break; continue; return 0; }
                          ^~~~~~~~
2 errors generated.
//// initialiser of static not constant
test.c:2:16: error: initialiser element is not a compile-time constant [BS0604]
static int a = g();
               ^~~
help: objects in static storage are filled when the program is loaded: compute it inside a function
1 error generated.
//// excess initialisers
test.c:1:20: warning: excess elements in array initialiser [BS0606, -Wexcess-initializers]
int a[2] = { 1, 2, 3 };
                   ^
test.c:2:13: warning: string of 5 characters is too long for an array of 3 [BS0607, -Wexcess-initializers]
char s[3] = "hello";
            ^~~~~~~
2 warnings generated.
//// array without list
test.c:1:31: error: array initialiser must be a list in braces or a string [BS0605]
int f(void *ctx) { int a[2] = 5; return a[0]; }
                              ^
1 error generated.
//// static assertion
test.c:2:16: error: static assertion failed: event must have 24 bytes [BS0392]
_Static_assert(sizeof(struct event) == 24, "event must have 24 bytes");
               ^~~~~~~~~~~~~~~~~~~~~~~~~~
1 error generated.
//// incompatible conditional
test.c:2:44: error: the two results of ?: have incompatible types 'struct s' and 'int' [BS0358]
int f(void *ctx) { struct s v = {}; return ctx ? v : 1; }
                                           ^~~~~~~~~~~
1 error generated.
//// cast to struct
test.c:2:33: error: cannot cast from 'void *' to 'struct s' [BS0385]
int f(void *ctx) { struct s v = (struct s)ctx; return v.a; }
                                ^~~~~~~~~~~~~
1 error generated.
//// pointer arithmetic
test.c:1:5: error: program 'f' has parameters but the first is not a context [BS0424]
int f(int *a, int *b) { int *c = a + b; return *(a * 2); }
    ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
test.c:1:36: error: invalid operands to binary '+': 'int *' and 'int *' [BS0355]
int f(int *a, int *b) { int *c = a + b; return *(a * 2); }
                                 ~~^~~
test.c:1:52: error: invalid operands to binary '*': 'int *' and 'int' [BS0355]
int f(int *a, int *b) { int *c = a + b; return *(a * 2); }
                                                 ~~^~~
3 errors generated.
//// modulo of pointer
test.c:1:31: error: invalid operands to binary '%': 'void *' and 'int' [BS0355]
int f(void *ctx) { return ctx % 8; }
                          ~~~~^~~
1 error generated.
//// generic without match
test.c:1:36: error: no association of _Generic matches type 'void *' [BS0377]
int f(void *ctx) { return _Generic(ctx, int: 1, long: 2); }
                                   ^~~
help: add a default association
1 error generated.
//// compare pointer with integer
test.c:1:27: warning: pointer and integer used together: 'void *' and 'int' [BS0360, -Wpointer-integer-compare]
int f(void *ctx) { return ctx == 5; }
                          ^~~~~~~~
1 warning generated.
//// conversion changes value
test.c:1:38: warning: implicit conversion from 'int' to 'unsigned char' changes value from 300 to 44 [BS0384, -Wconstant-conversion]
int f(void *ctx) { unsigned char a = 300; signed char b = 200; return a + b; }
                                     ^~~
test.c:1:59: warning: implicit conversion from 'int' to 'signed char' changes value from 200 to -56 [BS0384, -Wconstant-conversion]
int f(void *ctx) { unsigned char a = 300; signed char b = 200; return a + b; }
                                                          ^~~
2 warnings generated.
//// offsetof without member
test.c:2:56: error: no member named 'b' in 'struct s' [BS0370]
int f(void *ctx) { return __builtin_offsetof(struct s, b); }
                                                       ^
1 error generated.
//// arena pointers and others do not mix
test.c:3:30: error: initializing 'long *' with an expression of type '__arena long *' changes address space of pointer [BS0304]
int f(void *ctx) { long *p = &total; long __arena *q = p; q = (void *)0; return q == &total; }
                             ^~~~~~
help: one of the two points into an arena (__arena): declare the other so too, or cast it
test.c:3:56: error: initializing '__arena long *' with an expression of type 'long *' changes address space of pointer [BS0304]
int f(void *ctx) { long *p = &total; long __arena *q = p; q = (void *)0; return q == &total; }
                                                       ^
help: one of the two points into an arena (__arena): declare the other so too, or cast it
2 errors generated.
//// arena pointers in a conditional and a difference
test.c:2:6: error: program 'f' has parameters but the first is not a context [BS0424]
long f(void *ctx, int __arena *a, int *b) { int *c = ctx ? a : b; return c - a; }
     ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
test.c:2:54: error: '__arena int *' and 'int *' point into different address spaces [BS0305]
long f(void *ctx, int __arena *a, int *b) { int *c = ctx ? a : b; return c - a; }
                                                     ^~~~~~~~~~~
help: cast the one to the other's type
test.c:2:54: error: initializing 'int *' with an expression of type '__arena int *' changes address space of pointer [BS0304]
long f(void *ctx, int __arena *a, int *b) { int *c = ctx ? a : b; return c - a; }
                                                     ^~~~~~~~~~~
help: one of the two points into an arena (__arena): declare the other so too, or cast it
test.c:2:74: error: 'int *' and '__arena int *' point into different address spaces [BS0305]
long f(void *ctx, int __arena *a, int *b) { int *c = ctx ? a : b; return c - a; }
                                                                         ^~~~~
help: cast the one to the other's type
4 errors generated.
//// only globals are in arenas
test.c:2:24: error: member 'member' cannot be in an arena [BS0318]
struct s { int __arena member; int __arena *pointer; };
                       ^~~~~~
help: only global variables, and what pointers point at, can be __arena
test.c:3:30: error: parameter 'parameter' cannot be in an arena [BS0318]
int f(void *ctx, int __arena parameter) { int __arena local = 1; return local + parameter; }
                             ^~~~~~~~~
help: only global variables, and what pointers point at, can be __arena
test.c:3:55: error: local variable 'local' cannot be in an arena [BS0318]
int f(void *ctx, int __arena parameter) { int __arena local = 1; return local + parameter; }
                                                      ^~~~~
help: only global variables, and what pointers point at, can be __arena
3 errors generated.
