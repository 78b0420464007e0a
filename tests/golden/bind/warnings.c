struct a { int x; };
struct b { int y; };
int missing(int n)
{
	if (n)
		return 1;
}
int loops(int n) { for (;;) { if (n) return 1; } }
int both(int n) { if (n) return 1; else return 2; }
int chosen(int n) { switch (n) { case 1: return 1; default: return 0; } }
int f(struct a *a, struct b *b, const char *text, int n)
{
	char *plain = text;
	unsigned char *bytes = (unsigned char *)text, small = 256, fine = -1;
	int values[2] = { 1, 2, 3 };
	a = b;
	n = a;
	a = n;
	n = a == n;
	n = n << 40;
	n = values[5];
	n = 1 / 0;
	__attribute__((strange)) int odd;
	return a ? b == 0 : 2;
}
=====
7:1: warning: control reaches the end of 'missing' without a return value
13:16: warning: qualifiers are discarded initializing 'char *' with an expression of type 'const char *'
14:56: warning: implicit conversion from 'int' to 'unsigned char' changes value from 256 to 0
15:26: warning: excess elements in array initialiser
16:6: warning: incompatible pointer types assigning to 'struct a *' from 'struct b *'
17:6: warning: pointer converted to integer without a cast, assigning to 'int' from 'struct a *'
18:6: warning: integer converted to pointer without a cast, assigning to 'struct a *' from 'int'
19:6: warning: pointer and integer used together: 'struct a *' and 'int'
20:11: warning: shift by 40 is out of range for 'int'
21:13: warning: array index 5 is past the end of the array, which has type 'int[2]'
    15:6: 'values' declared here
22:10: warning: division by zero is undefined
function missing(n: int): int
  if load(n)
    return 1:int
function loops(n: int): int
  for ever
    if load(n)
      return 1:int
function both(n: int): int
  if load(n)
    return 1:int
  else
    return 2:int
function chosen(n: int): int
  switch load(n) (1 cases and default)
    case 1:
    return 1:int
    default:
    return 0:int
function f(a: struct a *, b: struct b *, text: const char *, n: int): int
  local plain: char * = Pointer<char *>(load(text))
  local bytes: unsigned char * = Pointer<unsigned char *>(load(text))
  local small: unsigned char = 0:unsigned char
  local fine: unsigned char = 255:unsigned char
  local values: int[2] = zero {0: 1:int, 4: 2:int}
  a = Pointer<struct a *>(load(b))
  n = Integer<int>(PointerToInteger<unsigned long>(load(a)))
  a = IntegerToPointer<struct a *>(Integer<long>(load(n)))
  n = (load(a) == IntegerToPointer<struct a *>(Integer<long>(load(n)))):int
  n = (load(n) << 40:int):int
  n = load(*((decay(values) + 5:long * 4)))
  n = (1:int / 0:int):int
  local odd: int
  return (load(a) ? (load(b) == 0:struct b *):int : 2:int):int
