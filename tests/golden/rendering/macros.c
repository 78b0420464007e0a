#define INNER(x) ((x) @ 1)
#define OUTER(y) INNER(y) + INNER(y)
#define DEEP OUTER(z)
int v = DEEP;
int w = INNER(`);
int k = KERNEL_MIN(1, 2);
=====
test.c:4:9: error: unexpected character '@' in program [BS0102]
int v = DEEP;
        ^
test.c:3:14: note: in expansion of macro 'DEEP'
#define DEEP OUTER(z)
             ^~~~~
test.c:2:18: note: in expansion of macro 'OUTER'
#define OUTER(y) INNER(y) + INNER(y)
                 ^~~~~
test.c:1:23: note: in expansion of macro 'INNER'
#define INNER(x) ((x) @ 1)
                      ^
test.c:4:9: error: unexpected character '@' in program [BS0102]
int v = DEEP;
        ^
test.c:3:14: note: in expansion of macro 'DEEP'
#define DEEP OUTER(z)
             ^~~~~
test.c:2:29: note: in expansion of macro 'OUTER'
#define OUTER(y) INNER(y) + INNER(y)
                            ^~~~~
test.c:1:23: note: in expansion of macro 'INNER'
#define INNER(x) ((x) @ 1)
                      ^
test.c:5:15: error: unexpected character '`' in program [BS0102]
int w = INNER(`);
              ^
test.c:5:9: error: unexpected character '@' in program [BS0102]
int w = INNER(`);
        ^
test.c:1:23: note: in expansion of macro 'INNER'
#define INNER(x) ((x) @ 1)
                      ^
test.c:6:9: error: unexpected character '`' in program [BS0102]
int k = KERNEL_MIN(1, 2);
        ^
5 errors generated.
