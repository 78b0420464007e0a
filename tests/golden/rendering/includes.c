#include <outer.h>
int x = BAD(2);
#line 50 "renamed.c"
int y = `;
#include "missing.h"
int never = `;
=====
In file included from test.c:1:
In file included from <outer.h>:2:
<inner.h>:2:2: error: from the header [BS0137]
#error from the header
 ^~~~~
test.c:2:9: error: unexpected character '@' in program [BS0102]
int x = BAD(2);
        ^
<inner.h>:1:19: note: in expansion of macro 'BAD'
#define BAD(x) (x @ 1)
                  ^
renamed.c:50:9: error: unexpected character '`' in program [BS0102]
int y = `;
        ^
renamed.c:51:10: error: 'missing.h' file not found [BS0123]
#include "missing.h"
         ^~~~~~~~~~~
help: add its directory with -I; kernel headers need not be installed, their types come from BTF
4 errors generated.
