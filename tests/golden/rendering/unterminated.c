#if 1
int x;
# ifdef A
/* never closed
=====
test.c:4:1: error: unterminated comment [BS0100]
/* never closed
^~
help: close it with */
test.c:3:3: error: unterminated conditional directive [BS0127]
# ifdef A
  ^
test.c:1:2: error: unterminated conditional directive [BS0127]
#if 1
 ^
3 errors generated.
