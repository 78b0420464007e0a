#define ONE 1
#if ONE && !defined(TWO) && defined ONE
yes1
#else
no
#endif
#if 0
#  if 1
no
#  else
no
#  endif
don't " 'worry
#elif 2 > 1
yes2
#elif 1 / 0
no
#else
no
#endif
#if -1 > 0u
yes3
#endif
#if (2 || 1 / 0) && !(0 && 1 % 0)
yes4
#endif
#if 0x7fffffffffffffff + 1 < 0 
wraps
#endif
#if 18446744073709551615ULL == -1
yes5
#endif
#if (-1 >> 1) == -1 && (-1LL >> 63) == -1 && 1 << 4 == 16
yes6
#endif
#if 'a' == 97 && '\n' == 10 && '\x41' == 'A' && '\377' < 0 && 'ab' == 24930
yes7
#endif
#if 1 ? 2 : (3, 4)
yes8
#endif
#define DEFD defined(ONE)
#if DEFD
yes9
#endif
#if undefined_name == 0 && true_ == false_
yes10
#endif
#ifndef NOPE
yes11
#endif
#ifdef ONE // comment
yes12
#endif /* ONE */
#define f(x) x
#if f(1) && f (1) && ! f(0)
yes13
#endif
#if 0b101 == 5 && 010 == 8 && 0xFFu == 255 && 10 % 4 == 2 && -7 / 2 == -3 && ~0 == -1
yes14
#endif
#ifdef __has_include
#if __has_include("no/such/file.h") || __has_include(<no/such.h>)
no
#else
yes15
#endif
#endif
#if __has_builtin(__builtin_memcpy) && !__has_builtin(__builtin_nonsense) && __has_attribute(aligned) && __has_attribute(__packed__)
yes16
#endif
#if 0
#else
yes17
#endif
#if 0 /* a
comment */ || 1
yes18
#endif
#if 1 == 1L && 0x8000000000000000 > 0 && (0 ? -1 : 0u) - 1 > 0
yes19
#endif
#if 0
/* #endif */
#define x "#endif
'
#endif
=====
yes1
yes2
yes3
yes4
wraps
yes5
yes6
yes7
yes8
yes9
yes10
yes11
yes12
yes13
yes14
yes15
yes16
yes17
yes18
yes19
