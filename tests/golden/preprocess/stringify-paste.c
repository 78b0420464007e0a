#define str(x) #x
#define xstr(x) str(x)
#define cat(a, b) a ## b
#define xcat(a, b) cat(a, b)
str( a  b
   c ) str("a\n" '\'' '"') str(\) str(a /* comment */ b) str()
xstr(__LINE__ cat(a,1)) xstr(cat(x, cat))
#define EMPTY
xstr(a EMPTY b EMPTY) xstr(EMPTY a) str(-1) str(- 1) xstr(-EMPTY-)
cat(a, b) cat(1, e) cat(1e, +3)cat(., 5) cat(<<, =) cat(-, >) cat(., 1) cat(L, "x") cat(L, 'c') cat(u8, "y")
xcat(xcat(1, 2), 3)
#define AB ok
#define ab(x) <x>
cat(A, B) cat(a, b)(7) xcat(A, cat(,B))
#define tri(a, b, c) a ## b ## c
tri(,,) tri(x,,) tri(,x,) tri(,,x) tri(x,,y) tri(x y, , z w)
#define both(x) #x x ## _ x
both(AB) both(__LINE__)
#define obj A ## B
obj
#define hash #
str(hash) xstr(hash) hash
#define minus -
-minus- minus-1 +EMPTY+
#define name(x) x##_##x##1
name(foo)
#define COMMA ,
#define two(a, b) [a;b]
#define do2(x) two(x)
do2(1 COMMA 2)
str(L"wide" L'\x41') str(@) str(   ) str((a,b))
=====
"a b c" "\"a\\n\" '\\'' '\"'" "" "a b" ""
"7 a1" "xcat"
"a b" "a" "-1" "- 1" "--"
ab 1e 1e+ 3 .5 <<= -> .1 L"x" L'c' u8"y"
123
ok <7> ok
x x x xy x yz w
"AB" AB_ ok "__LINE__" __LINE___ 18
ok
"hash" "#" #
- - - - -1 + +
foo_foo1
[1;2]
"L\"wide\" L'\\x41'" "@" "" "(a,b)"
