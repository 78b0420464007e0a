int work(int);
int work(int n)
{
	int i, sum = 0;
#pragma unroll
	for (int k = 0, m = 2; k < 4; k++, m--)
		sum += k * m;
	while (n > 0) {
		if (n & 1)
			continue;
		else if (n == 7)
			break;
		n--;
	}
	do sum++; while (sum < 3);
	for (;;) {
		if (sum)
			goto out;
	}
	switch (n) {
	case 1:
	case 2:
		sum = 1;
		break;
	case 10 ... 20: {
		default:
		sum = 4;
	}
	}
	asm volatile("%0 += %1" : "+r"(sum) : "r"(i), "i"(3) : "memory");
out:
	return sum;
}

static void nothing(void) { return (void)work(1); }
=====
30:44: warning: variable 'i' is used without ever being given a value
    4:6: 'i' declared here
function work(n: int): int
  local i: int
  local sum: int = 0:int
  for unroll 0 (load(k) < 4:int):int
  init
    local k: int = 0:int
    local m: int = 2:int
  step (post+1(k), post-1(m))
    sum += (load(k) * load(m)):int in int
  while (load(n) > 0:int):int
    if (load(n) & 1:int):int
      continue
    else
      if (load(n) == 7:int):int
        break
    post-1(n)
  dowhile (load(sum) < 3:int):int
    post+1(sum)
  for ever
    if load(sum)
      goto out
  switch load(n) (3 cases and default)
    case 1:
    case 2:
    sum = 1:int
    break
    case 10 ... 20:
    block
      default:
      sum = 4:int
  asm "%0 += %1" "+r" sum, "r" load(i), "i" 3:int
  out:
  return load(sum)
static function nothing(): void
  block
    void(work(1:int):int)
    return
