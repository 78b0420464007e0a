//// a warning is on by itself
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// one switched off by clang's name | -Wno-division-by-zero
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// one switched off by id | -Wno-BS0356 -Wno-BS0620
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// a group switched off, and one of it on again | -Wno-unused -Wunused-comparison
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// all are errors | -Werror
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// one is an error | -Werror=division-by-zero
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// all are errors but one | -Werror -Wno-error=division-by-zero
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// -w beats -Werror | -Werror -w
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
//// -w leaves errors that can be switched alone | -w
#include <bpf/bpf_helpers.h>
SEC("xdp") int f(void *ctx) { int a = ctx; return a; }
//// an error that is a warning on demand | -Wno-error=int-conversion
#include <bpf/bpf_helpers.h>
SEC("xdp") int f(void *ctx) { int a = ctx; return a; }
//// or nothing | -Wno-int-conversion
#include <bpf/bpf_helpers.h>
SEC("xdp") int f(void *ctx) { int a = ctx; return a; }
//// in BCC's dialect a pointer for an integer is a warning, an error on demand | -Werror=int-conversion
int f(void *ctx) { int a = ctx; return a; }
//// pragmas: ignored between push and pop
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdivision-by-zero"
int f(void *ctx) { return 1 / 0; }
#pragma clang diagnostic pop
int g(void *ctx) { return 2 / 0; }
//// pragmas: error, and GCC's spelling
#pragma GCC diagnostic error "-Wdivision-by-zero"
int f(void *ctx) { return 1 / 0; }
#pragma GCC diagnostic warning "-Wdivision-by-zero"
int g(void *ctx) { return 2 / 0; }
//// _Pragma in a macro holds for the macro
#define QUIET(e) ({ _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wdivision-by-zero\"") int r = (e) / 0; _Pragma("clang diagnostic pop") r; })
#define ZERO 0
int f(void *ctx) { return QUIET(1) + 3 / ZERO; }
//// _Pragma in a macro holds behind it too when it is not taken back
#define NO_WARNINGS _Pragma("clang diagnostic ignored \"-Wdivision-by-zero\"")
int f(void *ctx) { return 1 / 0; }
NO_WARNINGS
int g(void *ctx) { return 2 / 0; }
//// wrong diagnostic pragmas
#pragma clang diagnostic pop
#pragma clang diagnostic ignored "unused"
int f(void *ctx) { return 0; }
//// unknown pragmas are silent
#pragma no_such_thing
int f(void *ctx) { return 0; }
//// unknown pragmas on demand | -Wall
#pragma no_such_thing here
#pragma once
#pragma clang loop unroll(full)
int f(void *ctx) { return 0; }
//// _Pragma in a macro holds for what the macro does with its arguments
#define PUT(to, v) to = v
#define QUIET(v) ({ unsigned long long to; _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wint-conversion\"") PUT(to, v); _Pragma("clang diagnostic pop") to; })
#define LOUD(v) ({ unsigned long long to; PUT(to, v); to; })
int f(void *ctx) { return QUIET(ctx) + LOUD(ctx); }
=====
//// a warning is on by itself
test.c:1:33: warning: the result of a comparison is not used [BS0620, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                              ~~^~~~
help: '=' assigns, '==' compares
test.c:1:50: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                                                 ^
2 warnings generated.
//// one switched off by clang's name | -Wno-division-by-zero
test.c:1:33: warning: the result of a comparison is not used [BS0620, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                              ~~^~~~
help: '=' assigns, '==' compares
1 warning generated.
//// one switched off by id | -Wno-BS0356 -Wno-BS0620
(nothing to say)
//// a group switched off, and one of it on again | -Wno-unused -Wunused-comparison
test.c:1:33: warning: the result of a comparison is not used [BS0620, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                              ~~^~~~
help: '=' assigns, '==' compares
test.c:1:50: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                                                 ^
2 warnings generated.
//// all are errors | -Werror
test.c:1:33: error: the result of a comparison is not used [BS0620, -Werror, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                              ~~^~~~
help: '=' assigns, '==' compares
test.c:1:50: error: division by zero is undefined [BS0356, -Werror, -Wdivision-by-zero]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                                                 ^
2 errors generated.
//// one is an error | -Werror=division-by-zero
test.c:1:33: warning: the result of a comparison is not used [BS0620, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                              ~~^~~~
help: '=' assigns, '==' compares
test.c:1:50: error: division by zero is undefined [BS0356, -Werror, -Wdivision-by-zero]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                                                 ^
1 warning and 1 error generated.
//// all are errors but one | -Werror -Wno-error=division-by-zero
test.c:1:33: error: the result of a comparison is not used [BS0620, -Werror, -Wunused-comparison]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                              ~~^~~~
help: '=' assigns, '==' compares
test.c:1:50: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(void *ctx) { int a = 1; a == 2; return a / 0; }
                                                 ^
1 warning and 1 error generated.
//// -w beats -Werror | -Werror -w
(nothing to say)
//// -w leaves errors that can be switched alone | -w
test.c:2:39: error: pointer converted to integer without a cast, initializing 'int' with an expression of type 'void *' [BS0382, -Wint-conversion]
SEC("xdp") int f(void *ctx) { int a = ctx; return a; }
                                      ^~~
1 error generated.
//// an error that is a warning on demand | -Wno-error=int-conversion
test.c:2:39: warning: pointer converted to integer without a cast, initializing 'int' with an expression of type 'void *' [BS0382, -Wint-conversion]
SEC("xdp") int f(void *ctx) { int a = ctx; return a; }
                                      ^~~
1 warning generated.
//// or nothing | -Wno-int-conversion
(nothing to say)
//// in BCC's dialect a pointer for an integer is a warning, an error on demand | -Werror=int-conversion
test.c:1:28: error: pointer converted to integer without a cast, initializing 'int' with an expression of type 'void *' [BS0382, -Wint-conversion]
int f(void *ctx) { int a = ctx; return a; }
                           ^~~
1 error generated.
//// pragmas: ignored between push and pop
test.c:5:31: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int g(void *ctx) { return 2 / 0; }
                              ^
1 warning generated.
//// pragmas: error, and GCC's spelling
test.c:2:31: error: division by zero is undefined [BS0356, -Werror, -Wdivision-by-zero]
int f(void *ctx) { return 1 / 0; }
                              ^
test.c:4:31: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int g(void *ctx) { return 2 / 0; }
                              ^
1 warning and 1 error generated.
//// _Pragma in a macro holds for the macro
test.c:3:42: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(void *ctx) { return QUIET(1) + 3 / ZERO; }
                                         ^
test.c:2:14: note: in expansion of macro 'ZERO'
#define ZERO 0
             ^
1 warning generated.
//// _Pragma in a macro holds behind it too when it is not taken back
test.c:2:31: warning: division by zero is undefined [BS0356, -Wdivision-by-zero]
int f(void *ctx) { return 1 / 0; }
                              ^
1 warning generated.
//// wrong diagnostic pragmas
test.c:1:2: warning: '#pragma diagnostic' is ignored: pop without a push before it [BS0147, -Wunknown-pragmas]
#pragma clang diagnostic pop
 ^
test.c:2:2: warning: '#pragma diagnostic' is ignored: push, pop, or ignored, warning or error with a name such as "-Wunused" is meant [BS0147, -Wunknown-pragmas]
#pragma clang diagnostic ignored "unused"
 ^
2 warnings generated.
//// unknown pragmas are silent
(nothing to say)
//// unknown pragmas on demand | -Wall
test.c:1:2: warning: unknown pragma 'no_such_thing' is ignored [BS0146, -Wunknown-pragmas]
#pragma no_such_thing here
 ^~~~~~~~~~~~~~~~~~~~~~~~~
1 warning generated.
//// _Pragma in a macro holds for what the macro does with its arguments
test.c:4:40: warning: pointer converted to integer without a cast, assigning to 'unsigned long long' from 'void *' [BS0382, -Wint-conversion]
int f(void *ctx) { return QUIET(ctx) + LOUD(ctx); }
                                       ^
test.c:3:43: note: in expansion of macro 'LOUD'
#define LOUD(v) ({ unsigned long long to; PUT(to, v); to; })
                                          ^~~
test.c:1:23: note: in expansion of macro 'PUT'
#define PUT(to, v) to = v
                      ^
1 warning generated.
