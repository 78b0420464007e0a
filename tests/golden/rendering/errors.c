int a = 1 @ 2;
	int tab =	"open;
#define F(a, b) a ## b
F(1)
F(1, 2, 3)
F(+, 2)
#define F(a) a
#if 1 +
#endif
#if (1
#endif
#if 1 / 0 || 08
#endif
#if 99999999999999999999
#endif
#define
#define 3
#define defined
#define G(a, a) a
#define G(a b) a
#define G(a) #b
#define H ## x
#define I x ##
#define J __VA_ARGS__
#define K(...) __VA_OPT__ x
#undef F x
#bogus
#else
#endif
#elif 1
#error it  does not "work"
#warning careful
#line x
#include
#include <
#if 1
#else
#else
#endif
#ifdef
#endif
_Pragma(3)
#ifdef F extra
#endif
#if __has_builtin
#endif
#define __FILE__ 1
#if 'a
#endif
F(2
=====
test.c:1:11: error: unexpected character '@' in program [BS0102]
int a = 1 @ 2;
          ^
test.c:2:12: error: missing terminating " character [BS0101]
        int tab =       "open;
                        ^
help: a string may not run over the end of the line; end the line with \ or use two strings
test.c:4:1: error: too few arguments provided to function-like macro invocation: 'F' takes 2, 1 given [BS0116]
F(1)
^
test.c:3:9: note: macro 'F' defined here
#define F(a, b) a ## b
        ^
test.c:5:1: error: too many arguments provided to function-like macro invocation: 'F' takes 2, 3 given [BS0117]
F(1, 2, 3)
^
test.c:3:9: note: macro 'F' defined here
#define F(a, b) a ## b
        ^
test.c:6:3: error: pasting formed '+2', an invalid preprocessing token [BS0119]
F(+, 2)
  ^
test.c:7:9: warning: 'F' macro redefined [BS0114, -Wmacro-redefined]
#define F(a) a
        ^
test.c:3:9: note: previous definition is here
#define F(a, b) a ## b
        ^
help: #undef it first if this is meant
test.c:8:8: error: expected a value in the preprocessor expression [BS0130]
#if 1 +
       ^
test.c:10:7: error: expected ')' in the preprocessor expression [BS0131]
#if (1
      ^
test.c:12:7: error: division by zero in preprocessor expression [BS0133]
#if 1 / 0 || 08
      ^
test.c:14:5: error: integer '99999999999999999999' is too large for any integer type [BS0135]
#if 99999999999999999999
    ^~~~~~~~~~~~~~~~~~~~
test.c:16:8: error: macro name missing [BS0105]
#define
       ^
test.c:17:9: error: macro name must be an identifier [BS0106]
#define 3
        ^
test.c:18:9: error: 'defined' cannot be used as a macro name [BS0107]
#define defined
        ^~~~~~~
test.c:19:14: error: duplicate macro parameter name 'a' [BS0109]
#define G(a, a) a
             ^
test.c:20:13: error: invalid parameter list of macro 'G': expected ',' or ')' [BS0108]
#define G(a b) a
            ^
test.c:21:14: error: '#' is not followed by a macro parameter [BS0110]
#define G(a) #b
             ^
test.c:22:11: error: '##' cannot appear at the start of a macro expansion [BS0111]
#define H ## x
          ^~
test.c:23:13: error: '##' cannot appear at the end of a macro expansion [BS0111]
#define I x ##
            ^~
test.c:24:11: warning: __VA_ARGS__ can only appear in the expansion of a variadic macro [BS0112, -Wpedantic]
#define J __VA_ARGS__
          ^~~~~~~~~~~
test.c:25:16: error: missing '(' of __VA_OPT__ [BS0113]
#define K(...) __VA_OPT__ x
               ^~~~~~~~~~
test.c:26:10: warning: extra tokens at end of #undef directive [BS0104, -Wextra-tokens]
#undef F x
         ^
test.c:27:2: error: invalid preprocessing directive '#bogus' [BS0103]
#bogus
 ^~~~~
test.c:28:2: error: #else without #if [BS0128]
#else
 ^~~~
test.c:29:2: error: #endif without #if [BS0128]
#endif
 ^~~~~
test.c:30:2: error: #elif without #if [BS0128]
#elif 1
 ^~~~
test.c:31:2: error: it  does not "work" [BS0137]
#error it  does not "work"
 ^~~~~
test.c:32:2: warning: careful [BS0138, -W#warnings]
#warning careful
 ^~~~~~~
test.c:33:2: error: #line needs a line number from 1 to 2147483647 and, if wanted, a file name in quotes [BS0139]
#line x
 ^~~~
test.c:34:2: error: expected "FILENAME" or <FILENAME> [BS0122]
#include
 ^~~~~~~
test.c:35:10: error: expected "FILENAME" or <FILENAME> [BS0122]
#include <
         ^
test.c:38:2: error: #else after #else [BS0129]
#else
 ^~~~
test.c:40:7: error: macro name missing [BS0105]
#ifdef
      ^
test.c:42:1: error: _Pragma takes a string in parentheses [BS0142]
_Pragma(3)
^~~~~~~
test.c:43:10: warning: extra tokens at end of #ifdef directive [BS0104, -Wextra-tokens]
#ifdef F extra
         ^~~~~
test.c:45:5: error: '__has_builtin' needs a name in parentheses [BS0140]
#if __has_builtin
    ^~~~~~~~~~~~~
test.c:47:9: warning: redefining builtin macro '__FILE__' [BS0115, -Wbuiltin-macro-redefined]
#define __FILE__ 1
        ^~~~~~~~
test.c:48:5: error: token ''a' is not valid in a preprocessor expression [BS0132]
#if 'a
    ^~
6 warnings and 31 errors generated.
