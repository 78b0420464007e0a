struct sock_common { unsigned short skc_family; int skc_state; };
struct sock { struct sock_common __sk_common; };
int total_count;

int f(struct sock *sk, int unused)
{
	int family = sk->__sk_common.skc_famly;
	family += totl_count + unknown_thing;
	family += unknown_thing;
	bpf_trace_print("x", 2);
	mystery(family);
	sk.x;
	(*sk)->x;
	goto dne;
done:
	return familly;
}

int total_count(void);
int f(struct sock *sk, int unused) { return 0; }
int g(int a);
int g(long a) { return 0; }
struct sock { int again; };
union sock *wrong;
ulong x;
=====
25:1: error: unknown type name 'ulong'
7:31: error: no member named 'skc_famly' in 'struct sock_common'; did you mean 'skc_family'?
8:12: error: use of undeclared identifier 'totl_count'; did you mean 'total_count'?
    3:5: 'total_count' declared here
8:25: error: use of undeclared identifier 'unknown_thing'
10:2: error: call to undeclared function 'bpf_trace_print'; did you mean 'bpf_trace_printk'?
11:2: error: call to undeclared function 'mystery'
12:5: error: 'struct sock *' is a pointer; did you mean to use '->'?
13:9: error: 'struct sock' is not a pointer; did you mean to use '.'?
16:9: error: use of undeclared identifier 'familly'; did you mean 'family'?
    7:6: 'family' declared here
14:7: error: use of undeclared label 'dne'; did you mean 'done'?
19:5: error: redefinition of 'total_count' as a different kind of symbol
    3:5: 'total_count' declared here
20:5: error: redefinition of 'f'
    5:5: 'f' declared here
22:5: error: conflicting types for 'g': 'int (long)', earlier 'int (int)'
    21:5: 'g' declared here
23:1: error: redefinition of 'sock'
    2:1: 'sock' declared here
24:1: error: 'sock' is declared as struct, not as union
