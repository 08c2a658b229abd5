// What the system does with folders that Swift cannot call.
#ifndef AERIAL_FOLDERS_H
#define AERIAL_FOLDERS_H

#ifdef __cplusplus
extern "C" {
#endif

/// Exchanges what two paths lead to, at once: at every moment both are there. 0, or -1 with errno.
int afo_exchange(const char *one, const char *other);

#ifdef __cplusplus
}
#endif

#endif
