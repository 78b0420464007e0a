int a = __LINE__; /* multi
line */ int b = __LINE__;
int c = \
__LINE__;
in\
t d\
1 = 0x1\
23; char *s = "a\
b" ;
// comment \
continued
#line 100 "other.c"
int e = __LINE__; char *f = __FILE__;
# 200 "third.h"
__LINE__ __FILE__
#define L __LINE__
L L
L
__COUNTER__ __COUNTER__ __INCLUDE_LEVEL__
a+++++b a---b a->b a<<=b a>>=b ... .. x<:1:> <%%> %:
.5e+3 1.2.3 0x1p-3 1e+ 08z 1_000 $dollar a$b
u8"x" L"y" U'z' u"w" LL"v"
é = größe + 变量;
#
# /* null directive */
  #  define SPACED 7
SPACED
#undef SPACED
SPACED
#define EMPTY
EMPTY # define NOT_A_DIRECTIVE
_Static_assert(1); __inline__ asm
=====
int a = 1; int b = 2;
int c = 4;
int d1 = 0x123; char *s = "ab" ;
int e = 100; char *f = "other.c";
200 "third.h"
202 202
203
0 1 0
a+++++b a---b a->b a<<=b a>>=b ... .. x<:1:> <%%> %:
.5e+3 1.2.3 0x1p-3 1e+ 08z 1_000 $dollar a$b
u8"x" L"y" U'z' u"w" LL"v"
é = größe + 变量;
7
SPACED
# define NOT_A_DIRECTIVE
_Static_assert(1); __inline__ asm
