#define f(x) f(x)
f(f(1)) f (2) f
#define foo foo bar
foo
#define a b
#define b a
a b
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define AA BB
#define BB AA
#define ID(x) x
ID(AA) ID(ID(BB))
#define p(a) a*q
#define q(a) p(a)
p(2)(9)
p(2)(9)(3)
#define EMPTY
#define DEFER(id) id EMPTY
#define OBSTRUCT(...) __VA_ARGS__ DEFER(EMPTY)()
#define EXPAND(...) __VA_ARGS__
#define REPEAT_INDIRECT() REPEAT
#define REPEAT(n) n DEFER(REPEAT_INDIRECT)()(n)
REPEAT(1)
EXPAND(REPEAT(1))
EXPAND(EXPAND(REPEAT(1)))
#define obj (obj)
obj ID(obj)
#define LPAREN (
#define RPAREN )
#define F(x, y) x + y
#define ELLIP_FUNC(...) __VA_ARGS__
ELLIP_FUNC(F, LPAREN, 'a', 'b', RPAREN);
#define h(x) x(
#define k(x) [x]
h(k) 3)
f
(5)
ID(f)(6)
ID(f
)
(7)
=====
f(f(1)) f(2) f
foo bar
a b
42
AA BB
2*9*q
2*9*q(3)
1 REPEAT_INDIRECT ()(1)
1 1 REPEAT_INDIRECT ()(1)
1 1 1 REPEAT_INDIRECT ()(1)
(obj) (obj)
F, (, 'a', 'b', );
[3]
f(5)
f(6)
f(7)
