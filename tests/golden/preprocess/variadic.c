#define e1(fmt, ...) printf(fmt, ##__VA_ARGS__)
e1("a"); e1("a",); e1("a", 1); e1("a", 1, 2);
#define e2(fmt, args...) printf(fmt, ##args)
e2("a"); e2("a", b, c); e2("a",);
#define e3(args...) f(0, ##args)
e3() e3(1) e3(1,2)
#define e4(x, ...) x: __VA_ARGS__ :__VA_ARGS__
e4(1) e4(1,) e4(1,2,3)
#define V(a, ...) f(a __VA_OPT__(,) __VA_ARGS__)
V(1) V(1,) V(1, 2) V() V(,)
#define EMP
V(1, EMP) V(EMP)
#define S(x, ...) S2(x __VA_OPT__(, #__VA_ARGS__))
S(q) S(q, r, "s")
#define P(x, ...) x ## __VA_OPT__(a b) ## y
P(1) P(1, 2)
#define ARG3(a, b, c, ...) c
#define HASARG(...) ARG3(__VA_ARGS__, 1, 0, 0)
HASARG(x) HASARG(x, y)
#define NTH(_, _1, _2, _3, _4, N, ...) N
#define COUNT(...) NTH(_, ##__VA_ARGS__, 4, 3, 2, 1, 0)
COUNT() COUNT(a) COUNT(a, b) COUNT(a, (b, c), d)
#define wrap(f, ...) f(0, ##__VA_ARGS__)
wrap(wrap, wrap, 2)
#define named(a, rest...) a | #rest | rest
named(1, 2 , 3) named(1)
=====
printf("a"); printf("a",); printf("a", 1); printf("a", 1, 2);
printf("a"); printf("a", b, c); printf("a",);
f(0) f(0,1) f(0,1,2)
1: : 1: : 1: 2,3 :2,3
f(1 ) f(1 ) f(1 , 2) f( ) f( )
f(1 ) f( )
S2(q ) S2(q , "r, \"s\"")
1y 1a by
0 1
0 1 2 3
wrap(0, wrap, 2)
1 | "2 , 3" | 2 , 3 1 | "" |
