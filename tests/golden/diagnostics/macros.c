//// error inside a macro
#define DOUBLE(x) ((x) + undefined_thing)
int f(void *ctx) { return DOUBLE(3); }
//// error in a macro argument
#define DOUBLE(x) ((x) + (x))
int f(void *ctx) { return DOUBLE(missing); }
//// error two macros deep
#define INNER(p) ((p)->nothing)
#define OUTER(p) INNER(p)
struct s { int a; };
int f(struct s *p) { return OUTER(p); }
//// too few arguments
#define MAX(a, b) ((a) > (b) ? (a) : (b))
int f(void *ctx) { return MAX(1); }
//// too many arguments
#define MAX(a, b) ((a) > (b) ? (a) : (b))
int f(void *ctx) { return MAX(1, 2, 3); }
//// unterminated invocation
#define MAX(a, b) ((a) > (b) ? (a) : (b))
int f(void *ctx) { return MAX(1, 2; }
int g(void *ctx) { return 0; }
//// missing endif
#ifdef DEBUG
int f(void *ctx) { return 0; }
//// else without if
int f(void *ctx) { return 0; }
#else
#endif
//// bad condition
#if DEBUG ==
#endif
int f(void *ctx) { return 0; }
//// error directive
#ifndef KERNEL_HAS_MAGIC
#error "this program needs magic"
#endif
//// missing header
#include <linux/no_such_header.h>
#include "mine.h"
int f(void *ctx) { return 0; }
//// misspelt directive
#inlcude <linux/sched.h>
#defne X 1
#endfi
int f(void *ctx) { return 0; }
//// redefined macro
#define SIZE 10
#define SIZE 20
int f(void *ctx) { return SIZE; }
//// bad paste
#define GLUE(a, b) a ## b
int f(void *ctx) { return GLUE(1, +) 2; }
//// semicolon in a constant
#define SIZE 16;
char buf[SIZE];
int f(void *ctx) { return 0; }
//// macro that ends early
#define CHECK(x) if (x) { return 0;
int f(void *ctx) { CHECK(ctx) return 1; }
//// misspelt macro name
#define FILTER_LIMIT 10
int f(void *ctx) { return FILTER_LIMTI; }
//// function-like macro without arguments
#define LIMIT(x) (x)
int f(void *ctx) { return LIMIT; }
=====
//// error inside a macro
test.c:2:27: error: use of undeclared identifier 'undefined_thing' [BS0300]
int f(void *ctx) { return DOUBLE(3); }
                          ^
test.c:1:26: note: in expansion of macro 'DOUBLE'
#define DOUBLE(x) ((x) + undefined_thing)
                         ^~~~~~~~~~~~~~~
1 error generated.
//// error in a macro argument
test.c:2:34: error: use of undeclared identifier 'missing' [BS0300]
int f(void *ctx) { return DOUBLE(missing); }
                                 ^~~~~~~
1 error generated.
//// error two macros deep
test.c:4:29: error: no member named 'nothing' in 'struct s' [BS0370]
int f(struct s *p) { return OUTER(p); }
                            ^
test.c:2:18: note: in expansion of macro 'OUTER'
#define OUTER(p) INNER(p)
                 ^~~~~
test.c:1:24: note: in expansion of macro 'INNER'
#define INNER(p) ((p)->nothing)
                       ^~~~~~~
1 error generated.
//// too few arguments
test.c:2:27: error: too few arguments provided to function-like macro invocation: 'MAX' takes 2, 1 given [BS0116]
int f(void *ctx) { return MAX(1); }
                          ^~~
test.c:1:9: note: macro 'MAX' defined here
#define MAX(a, b) ((a) > (b) ? (a) : (b))
        ^~~
1 error generated.
//// too many arguments
test.c:2:27: error: too many arguments provided to function-like macro invocation: 'MAX' takes 2, 3 given [BS0117]
int f(void *ctx) { return MAX(1, 2, 3); }
                          ^~~
test.c:1:9: note: macro 'MAX' defined here
#define MAX(a, b) ((a) > (b) ? (a) : (b))
        ^~~
1 error generated.
//// unterminated invocation
test.c:2:27: error: unterminated function-like macro invocation [BS0118]
int f(void *ctx) { return MAX(1, 2; }
                          ^~~
1 error generated.
//// missing endif
test.c:1:2: error: unterminated conditional directive [BS0127]
#ifdef DEBUG
 ^
1 error generated.
//// else without if
test.c:2:2: error: #else without #if [BS0128]
#else
 ^~~~
test.c:3:2: error: #endif without #if [BS0128]
#endif
 ^~~~~
2 errors generated.
//// bad condition
test.c:1:13: error: expected a value in the preprocessor expression [BS0130]
#if DEBUG ==
            ^
1 error generated.
//// error directive
test.c:2:2: error: "this program needs magic" [BS0137]
#error "this program needs magic"
 ^~~~~
1 error generated.
//// missing header
test.c:2:10: error: 'mine.h' file not found [BS0123]
#include "mine.h"
         ^~~~~~~~
help: add its directory with -I; kernel headers need not be installed, their types come from BTF
1 error generated.
//// misspelt directive
test.c:1:2: error: invalid preprocessing directive '#inlcude'; did you mean '#include'? [BS0151]
#inlcude <linux/sched.h>
 ^~~~~~~
test.c:2:2: error: invalid preprocessing directive '#defne'; did you mean '#define'? [BS0151]
#defne X 1
 ^~~~~
test.c:3:2: error: invalid preprocessing directive '#endfi'; did you mean '#endif'? [BS0151]
#endfi
 ^~~~~
3 errors generated.
//// redefined macro
test.c:2:9: warning: 'SIZE' macro redefined [BS0114, -Wmacro-redefined]
#define SIZE 20
        ^~~~
test.c:1:9: note: previous definition is here
#define SIZE 10
        ^~~~
help: #undef it first if this is meant
1 warning generated.
//// bad paste
test.c:2:32: error: pasting formed '1+', an invalid preprocessing token [BS0119]
int f(void *ctx) { return GLUE(1, +) 2; }
                               ^
1 error generated.
//// semicolon in a constant
test.c:2:10: error: expected ']' before ';' [BS0200]
char buf[SIZE];
         ^
test.c:1:16: note: in expansion of macro 'SIZE'
#define SIZE 16;
               ^
test.c:2:9: note: to match this '['
char buf[SIZE];
        ^
1 error generated.
//// macro that ends early
test.c:2:42: error: expected '}' at the end of the file [BS0200]
int f(void *ctx) { CHECK(ctx) return 1; }
                                         ^
test.c:2:18: note: to match this '{'
int f(void *ctx) { CHECK(ctx) return 1; }
                 ^
1 error generated.
//// misspelt macro name
test.c:2:27: error: use of undeclared identifier 'FILTER_LIMTI'; did you mean 'FILTER_LIMIT'? [BS0301]
int f(void *ctx) { return FILTER_LIMTI; }
                          ^~~~~~~~~~~~
1 error generated.
//// function-like macro without arguments
test.c:2:27: error: 'LIMIT' is a macro that takes arguments: it is used here without any [BS0614]
int f(void *ctx) { return LIMIT; }
                          ^~~~~
test.c:1:9: note: 'LIMIT' declared here
#define LIMIT(x) (x)
        ^~~~~
1 error generated.
