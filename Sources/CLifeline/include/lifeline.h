// What a process needs of the system that Swift cannot call or do: variadic calls, and work inside signal handlers.
#ifndef AERIAL_LIFELINE_H
#define AERIAL_LIFELINE_H

#ifdef __cplusplus
extern "C" {
#endif

/// Ends the process with this status once its parent has ended. The kernel tells of a parent's thread that ends; only
/// where the parent itself is gone the process ends.
void alf_end_with_parent(int status);

/// True when the parent that alf_end_with_parent found is gone.
int alf_is_orphan(void);

/// Bytes in a pipe that its reader has not taken; 0 for what is no pipe.
long alf_unread_bytes(int descriptor);

/// What the process is at, for last words; copied. Any thread.
void alf_note(const char *text);

/// When a fault ends the process, it says so on stderr, with what was noted last, and ends as it would have.
void alf_say_last_words(const char *program);

#ifdef __cplusplus
}
#endif
#endif
