//// missing semicolon
int f(void *ctx)
{
	int a = 1
	int b = 2;
	return a + b;
}
//// missing semicolon after return
int f(void *ctx)
{
	return 0
}
//// missing semicolon after struct
struct event { int pid; }
int f(void *ctx) { return 0; }
//// missing closing parenthesis
int f(void *ctx)
{
	if ((ctx == 0)
		return 1;
	return 0;
}
//// missing closing brace
int f(void *ctx)
{
	if (ctx) {
		return 1;
	return 0;
}
//// extra closing brace
int f(void *ctx)
{
	return 0;
}
}
int g(void *ctx) { return nothing; }
//// missing operand
int f(void *ctx) { int a = 1 +; return a * ; }
//// else without if
int f(void *ctx) { int a = 1; else a = 2; return a; }
//// keyword as name
int f(void *ctx) { int for = 1; int switch = 2; return 0; }
//// missing type
static counter = 3;
int f(void *ctx) { return counter; }
//// missing parameter type
int f(ctx) { return 0; }
//// old-style parameters
int f(ctx) void *ctx; { return 0; }
//// assignment where a declaration was meant
x = 5;
int f(void *ctx) { return 0; }
//// statement at file scope
if (1) { }
return 0;
int f(void *ctx) { return 0; }
//// case outside
int f(void *ctx) { case 1: return 0; default: return 1; }
//// missing while
int f(void *ctx) { int i = 0; do { i++; } return i; }
//// missing parenthesis of if
int f(void *ctx) { if ctx { return 1; } return 0; }
//// for with commas
int f(void *ctx) { int s = 0; for (int i = 0, i < 10, i++) s += i; return s; }
//// missing array bracket
int f(void *ctx) { int a[3; return a[0]; }
//// stray bracket
int f(void *ctx) { return 0]; }
//// missing comma between arguments
int g(int a, int b) { return a; }
int f(void *ctx) { return g(1 2); }
//// missing comma between parameters
int g(int a int b) { return a; }
//// missing initialiser
int f(void *ctx) { int a = ; return a; }
//// two types
int f(void *ctx) { int long short a = 1; unsigned struct s *b; return a; }
//// several errors in one function
int f(void *ctx)
{
	int a = 1 +;
	int b = (2;
	unknown_t c;
	return a + b
}
int g(void *ctx) { return also_unknown; }
//// C++ and other languages
class thing { int a; };
int f(void *ctx) { bool ok = true; auto x = nullptr; try { } return new int; }
//// statement label at end of file
int f(void *ctx) { goto out; out:
//// empty parameter
int f(void *ctx, ) { return 0; }
//// no body
int f(void *ctx)
//// missing quote of section
__attribute__((section(tracepoint))) int f(void *ctx) { return 0; }
//// enum without comma
enum e { A B, C };
int f(void *ctx) { return C; }
//// struct member without semicolon
struct s { int a int b; };
int f(void *ctx) { return 0; }
//// double else
int f(void *ctx) { if (ctx) return 1; else return 2; else return 3; }
//// assignment operator typo
int f(void *ctx) { int a = 1; a =+ 2; a === 3; return a; }
//// arrow with space
struct s { int a; };
int f(struct s *p) { return p- >a; }
=====
//// missing semicolon
test.c:3:11: error: expected ';' after declaration [BS0200]
        int a = 1
                 ^
1 error generated.
//// missing semicolon after return
test.c:3:10: error: expected ';' after 'return' [BS0200]
        return 0
                ^
1 error generated.
//// missing semicolon after struct
test.c:1:26: error: expected ';' after struct [BS0200]
struct event { int pid; }
                         ^
1 error generated.
//// missing closing parenthesis
test.c:4:3: error: expected ')' before 'return' [BS0200]
                return 1;
                ^~~~~~
test.c:3:5: note: to match this '('
        if ((ctx == 0)
           ^
1 error generated.
//// missing closing brace
test.c:6:2: error: expected '}' at the end of the file [BS0200]
}
 ^
test.c:2:1: note: to match this '{'
{
^
1 error generated.
//// extra closing brace
test.c:5:1: error: expected a declaration or a function, found '}' [BS0204]
}
^
test.c:6:27: error: use of undeclared identifier 'nothing' [BS0300]
int g(void *ctx) { return nothing; }
                          ^~~~~~~
2 errors generated.
//// missing operand
test.c:1:31: error: expected an expression, found ';' [BS0201]
int f(void *ctx) { int a = 1 +; return a * ; }
                              ^
test.c:1:44: error: expected an expression, found ';' [BS0201]
int f(void *ctx) { int a = 1 +; return a * ; }
                                           ^
2 errors generated.
//// else without if
test.c:1:31: error: 'else' without an 'if' before it [BS0212]
int f(void *ctx) { int a = 1; else a = 2; return a; }
                              ^~~~
1 error generated.
//// keyword as name
test.c:1:24: error: expected a name, found the keyword 'for' [BS0223]
int f(void *ctx) { int for = 1; int switch = 2; return 0; }
                       ^~~
help: choose another name
test.c:1:37: error: expected a name, found the keyword 'switch' [BS0223]
int f(void *ctx) { int for = 1; int switch = 2; return 0; }
                                    ^~~~~~
help: choose another name
2 errors generated.
//// missing type
test.c:1:8: error: the declaration of 'counter' names no type [BS0206]
static counter = 3;
       ^~~~~~~
help: C has no implicit int: name the type
1 error generated.
//// missing parameter type
test.c:1:7: error: unknown type name 'ctx' [BS0202]
int f(ctx) { return 0; }
      ^~~
help: include the header that declares it, or check the spelling
1 error generated.
//// old-style parameters
test.c:1:7: error: unknown type name 'ctx' [BS0202]
int f(ctx) void *ctx; { return 0; }
      ^~~
help: include the header that declares it, or check the spelling
test.c:1:23: error: expected a declaration or a function, found '{' [BS0204]
int f(ctx) void *ctx; { return 0; }
                      ^
2 errors generated.
//// assignment where a declaration was meant
test.c:1:1: error: the declaration of 'x' names no type [BS0206]
x = 5;
^
help: C has no implicit int: name the type
1 error generated.
//// statement at file scope
test.c:1:1: error: 'if' outside a function [BS0222]
if (1) { }
^~
help: statements stand in the body of a function
test.c:2:1: error: 'return' outside a function [BS0222]
return 0;
^~~~~~
help: statements stand in the body of a function
2 errors generated.
//// case outside
test.c:1:20: error: 'case' outside a switch [BS0398]
int f(void *ctx) { case 1: return 0; default: return 1; }
                   ^~~~~~~~~~~~~~~~~
test.c:1:38: error: 'default' outside a switch [BS0398]
int f(void *ctx) { case 1: return 0; default: return 1; }
                                     ^~~~~~~~~~~~~~~~~~
2 errors generated.
//// missing while
test.c:1:43: error: expected 'while' after the body of 'do' [BS0200]
int f(void *ctx) { int i = 0; do { i++; } return i; }
                                          ^~~~~~
1 error generated.
//// missing parenthesis of if
test.c:1:23: error: expected '(' after 'if' [BS0200]
int f(void *ctx) { if ctx { return 1; } return 0; }
                      ^~~
1 error generated.
//// for with commas
test.c:1:47: error: redefinition of 'i' [BS0307]
int f(void *ctx) { int s = 0; for (int i = 0, i < 10, i++) s += i; return s; }
                                              ^
test.c:1:40: note: 'i' declared here
int f(void *ctx) { int s = 0; for (int i = 0, i < 10, i++) s += i; return s; }
                                       ^
test.c:1:49: error: expected ';' after declaration [BS0200]
int f(void *ctx) { int s = 0; for (int i = 0, i < 10, i++) s += i; return s; }
                                                ^
2 errors generated.
//// missing array bracket
test.c:1:27: error: expected ']' before ';' [BS0200]
int f(void *ctx) { int a[3; return a[0]; }
                          ^
test.c:1:25: note: to match this '['
int f(void *ctx) { int a[3; return a[0]; }
                        ^
1 error generated.
//// stray bracket
test.c:1:28: error: expected ';' after 'return' [BS0200]
int f(void *ctx) { return 0]; }
                           ^
1 error generated.
//// missing comma between arguments
test.c:1:5: error: program 'g' has parameters but the first is not a context [BS0424]
int g(int a, int b) { return a; }
    ^
help: make the first parameter the context, such as "struct pt_regs *ctx"; functions that programs call are static
test.c:1:11: warning: the first parameter of program 'g' is its context, and 'int' is no pointer [BS0426, -Wbpf-context]
int g(int a, int b) { return a; }
          ^
help: put the context first, such as "struct pt_regs *ctx"
test.c:2:31: error: expected ',' or ')' before '2' [BS0200]
int f(void *ctx) { return g(1 2); }
                              ^
test.c:2:28: note: to match this '('
int f(void *ctx) { return g(1 2); }
                           ^
1 warning and 2 errors generated.
//// missing comma between parameters
test.c:1:13: error: expected ',' or ')' before 'int' [BS0200]
int g(int a int b) { return a; }
            ^~~
test.c:1:6: note: to match this '('
int g(int a int b) { return a; }
     ^
1 error generated.
//// missing initialiser
test.c:1:28: error: expected an expression, found ';' [BS0201]
int f(void *ctx) { int a = ; return a; }
                           ^
1 error generated.
//// two types
test.c:1:29: error: 'short' cannot be combined with 'long int' in one type [BS0205]
int f(void *ctx) { int long short a = 1; unsigned struct s *b; return a; }
                            ^~~~~
test.c:1:51: error: 'struct' cannot be combined with 'unsigned' in one type [BS0205]
int f(void *ctx) { int long short a = 1; unsigned struct s *b; return a; }
                                                  ^~~~~~
2 errors generated.
//// several errors in one function
test.c:3:13: error: expected an expression, found ';' [BS0201]
        int a = 1 +;
                   ^
test.c:4:12: error: expected ')' before ';' [BS0200]
        int b = (2;
                  ^
test.c:4:10: note: to match this '('
        int b = (2;
                ^
test.c:5:2: error: unknown type name 'unknown_t' [BS0202]
        unknown_t c;
        ^~~~~~~~~
help: include the header that declares it, or check the spelling
test.c:6:14: error: expected ';' after 'return' [BS0200]
        return a + b
                    ^
test.c:8:27: error: use of undeclared identifier 'also_unknown' [BS0300]
int g(void *ctx) { return also_unknown; }
                          ^~~~~~~~~~~~
5 errors generated.
//// C++ and other languages
test.c:1:1: error: 'class' is not a word of C: C has struct, and functions that take a pointer to it [BS0230]
class thing { int a; };
^~~~~
test.c:2:41: error: 'auto' is not a type in C: the declaration of 'x' names none [BS0231]
int f(void *ctx) { bool ok = true; auto x = nullptr; try { } return new int; }
                                        ^
help: write __auto_type, or the type
test.c:2:54: error: 'try' is not a word of C: C has no exceptions; test the result of the call [BS0230]
int f(void *ctx) { bool ok = true; auto x = nullptr; try { } return new int; }
                                                     ^~~
test.c:2:69: error: 'new' is not a word of C: there is no heap in BPF; use a map, or bpf_obj_new [BS0230]
int f(void *ctx) { bool ok = true; auto x = nullptr; try { } return new int; }
                                                                    ^~~
4 errors generated.
//// statement label at end of file
test.c:1:34: error: expected '}' at the end of the file [BS0200]
int f(void *ctx) { goto out; out:
                                 ^
test.c:1:18: note: to match this '{'
int f(void *ctx) { goto out; out:
                 ^
1 error generated.
//// empty parameter
test.c:1:18: error: expected a parameter after ',' [BS0200]
int f(void *ctx, ) { return 0; }
                 ^
1 error generated.
//// no body
test.c:1:17: error: expected ';' after declaration [BS0200]
int f(void *ctx)
                ^
1 error generated.
//// missing quote of section
test.c:1:16: error: attribute 'section' needs one string [BS0336]
__attribute__((section(tracepoint))) int f(void *ctx) { return 0; }
               ^~~~~~~~~~~~~~~~~~~
1 error generated.
//// enum without comma
test.c:1:12: error: expected ',' between enumerators [BS0200]
enum e { A B, C };
           ^
1 error generated.
//// struct member without semicolon
test.c:1:18: error: expected ';' after member [BS0200]
struct s { int a int b; };
                 ^~~
1 error generated.
//// double else
test.c:1:54: error: 'else' without an 'if' before it [BS0212]
int f(void *ctx) { if (ctx) return 1; else return 2; else return 3; }
                                                     ^~~~
1 error generated.
//// assignment operator typo
test.c:1:43: error: expected an expression, found '=' [BS0201]
int f(void *ctx) { int a = 1; a =+ 2; a === 3; return a; }
                                          ^
1 error generated.
//// arrow with space
test.c:2:32: error: expected an expression, found '>' [BS0201]
int f(struct s *p) { return p- >a; }
                               ^
1 error generated.
