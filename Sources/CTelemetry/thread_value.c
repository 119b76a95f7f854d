#include "CTelemetry.h"

_Thread_local void *ctelemetry_thread_value;

int ctelemetry_fork_count;
