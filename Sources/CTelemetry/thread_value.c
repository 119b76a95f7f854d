#include "CTelemetry.h"

_Thread_local void *ctelemetry_thread_value;
