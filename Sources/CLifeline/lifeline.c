#define _GNU_SOURCE
#include "lifeline.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTE_BYTES = 1024 };

static pid_t parent;
static int orphan_status;

static void on_parent_thread_end(int number) {
    (void)number;
    if (getppid() != parent) _exit(orphan_status);
}

void alf_end_with_parent(int status) {
    parent = getppid();
    orphan_status = status;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_parent_thread_end;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGUSR2, &action, NULL);
    prctl(PR_SET_PDEATHSIG, SIGUSR2);
    // It may have ended in between.
    if (getppid() != parent) _exit(status);
}

int alf_is_orphan(void) { return getppid() != parent; }

long alf_unread_bytes(int descriptor) {
    struct stat state;
    int count = 0;
    if (fstat(descriptor, &state) != 0 || !S_ISFIFO(state.st_mode)) return 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : 0;
}

// Two texts in turn, so that a handler never sees one that is being written.
static char notes[2][NOTE_BYTES];
static _Atomic(const char *) noted = NULL;
static pthread_mutex_t note_lock = PTHREAD_MUTEX_INITIALIZER;
static char program_name[64] = "aerial";

void alf_note(const char *text) {
    pthread_mutex_lock(&note_lock);
    char *target = atomic_load(&noted) == notes[0] ? notes[1] : notes[0];
    strncpy(target, text, NOTE_BYTES - 1);
    target[NOTE_BYTES - 1] = 0;
    atomic_store(&noted, target);
    pthread_mutex_unlock(&note_lock);
}

static void put(const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t count = write(STDERR_FILENO, text, left);
        if (count <= 0) return;
        text += count;
        left -= (size_t)count;
    }
}

static const char *fault_name(int number) {
    switch (number) {
        case SIGSEGV:
            return "SIGSEGV";
        case SIGBUS:
            return "SIGBUS";
        case SIGILL:
            return "SIGILL";
        case SIGFPE:
            return "SIGFPE";
        case SIGABRT:
            return "SIGABRT";
        case SIGTRAP:
            return "SIGTRAP";
        default:
            return "a signal";
    }
}

static void on_fault(int number) {
    const char *note = atomic_load(&noted);
    put(program_name);
    put(": ended by ");
    put(fault_name(number));
    if (note) {
        put(" at ");
        put(note);
    }
    put("\n");
    // The handler was for one time: now the fault ends the process.
    raise(number);
}

void alf_say_last_words(const char *program) {
    strncpy(program_name, program, sizeof program_name - 1);
    static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_fault;
    action.sa_flags = (int)SA_RESETHAND | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (size_t each = 0; each < sizeof faults / sizeof faults[0]; each++) sigaction(faults[each], &action, NULL);
}
