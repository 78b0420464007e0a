struct a { int x; };
struct b { int y; };
struct undefined;
const int fixed = 3;
int one(int a);
int one(int a) { return a; }

int f(struct a a, struct b *b, struct undefined *u, const char *text, int n)
{
	int *p = b;
	char *q = text;
	int i = p;
	p = n;
	a = *b;
	a + 1;
	if (a) n = 1;
	fixed = 4;
	n = u->x;
	one();
	one(1, 2);
	one(a);
	n();
	*n = 1;
	3 = n;
	n = b == p;
	unsigned char small = 256;
	n = n << 40;
	float real = 1;
	int vla[n];
	return a;
}

int missing(int n)
{
	if (n)
		return 1;
}

void value(void) { return 1; }
=====
10:11: warning: incompatible pointer types initializing 'int *' with an expression of type 'struct b *'
11:12: warning: qualifiers are discarded initializing 'char *' with an expression of type 'const char *'
12:10: warning: pointer converted to integer without a cast, initializing 'int' with an expression of type 'int *'
13:6: warning: integer converted to pointer without a cast, assigning to 'int *' from 'int'
14:6: error: incompatible types assigning to 'struct a' from 'struct b'
15:2: error: invalid operands to binary '+': 'struct a' and 'int'
16:6: error: 'struct a' cannot be used as a condition: a number or pointer is needed
17:2: error: cannot assign to variable 'fixed' with const-qualified type 'const int'
    4:11: 'fixed' declared here
18:6: error: incomplete definition of type 'struct undefined'
19:2: error: too few arguments to 'one': expected 1, have 0
    5:5: 'one' declared here
20:9: error: too many arguments to 'one': expected 1, have 2
    5:5: 'one' declared here
21:6: error: incompatible types passing 'struct a' to parameter of type 'int'
    6:13: the argument is for parameter 'a'
22:2: error: called object of type 'int' is not a function or function pointer
23:2: error: indirection requires a pointer, not 'int'
24:2: error: expression is not assignable
25:6: warning: pointers of different types: 'struct b *' and 'int *'
26:24: warning: implicit conversion from 'int' to 'unsigned char' changes value from 256 to 0
27:11: warning: shift by 40 is out of range for 'int'
28:8: error: 'float' is not supported: BPF has no floating point
29:10: error: variable length array: its size is not a constant
30:9: error: incompatible types returning 'struct a' from a function with result type 'int'
39:27: warning: void function 'value' should not return a value
