#define f(x, y) [x|y]
f(1,
#ifdef NOPE
  no
#else
  2
#endif
)
f(a
#define LATE 5
, LATE)
f((1,2), "a,b") f(',', (,))
f
  (3
  ,4)
f({1, 2)}
=====
[1|2]
[a|5]
[(1,2)|"a,b"] [','|(,)]
[3|4]
[{1|2]}
