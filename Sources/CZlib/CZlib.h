// Input pointers are pointers to const.
#define ZLIB_CONST
#include <zlib.h>
