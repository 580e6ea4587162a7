#define _GNU_SOURCE
#include "server/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/error.h"
#include "server/cache_file.h"
#include "server/log.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the user ------------------------------------------------------------------------------------- */

enum ogcard_status sandbox_become(const char *user, struct ogcard_error *error)
{
    if (!user)
        return OGCARD_OK;
    const struct passwd *entry = getpwnam(user);
    if (!entry)
        return error_set(error, OGCARD_USAGE, "--user is %s, but there is no user of that name.", user);
    if (entry->pw_uid == geteuid())
        return OGCARD_OK;
    if (setgroups(0, NULL) != 0 || setresgid(entry->pw_gid, entry->pw_gid, entry->pw_gid) != 0 ||
        setresuid(entry->pw_uid, entry->pw_uid, entry->pw_uid) != 0)
        return error_set(error, OGCARD_USAGE, "The server cannot become the user %s: %s. Only root can.", user,
                         strerror(errno));
    return OGCARD_OK;
}

/* ---- files: Landlock ------------------------------------------------------------------------------- */

#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

/* What the cache needs of its folder. */
#define CACHE_ACCESS                                                                                                   \
    (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                  \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER)
/* What nobody needs. */
#define NO_ACCESS                                                                                                      \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_SOCK |                        \
     LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM)

static bool allow_cache(int ruleset, const char *cache_dir, uint64_t access)
{
    char parent[CACHE_PATH_SIZE];
    snprintf(parent, sizeof parent, "%.*s/..", CACHE_DIR_LENGTH, cache_dir);
    struct landlock_path_beneath_attr rule = {.allowed_access = access,
                                              .parent_fd = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (rule.parent_fd < 0)
        return false;
    bool added = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(rule.parent_fd);
    return added;
}

/* Before the second version a file could not be renamed into another folder, as the cache does. */
static bool restrict_files(const char *cache_dir)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 2)
        return false;
    uint64_t cache = CACHE_ACCESS | (version >= 3 ? LANDLOCK_ACCESS_FS_TRUNCATE : 0);
    struct landlock_ruleset_attr rules = {.handled_access_fs = cache | NO_ACCESS};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (ruleset < 0)
        return false;
    bool done =
        (!cache_dir || allow_cache(ruleset, cache_dir, cache)) && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done;
}

/* ---- system calls: seccomp -------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define NATIVE_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE_ARCH AUDIT_ARCH_AARCH64
#endif

/* What a server of cards has no use for once it runs, and an intruder has. */
static const unsigned denied_calls[] = {
    SYS_execve,
    SYS_execveat, /* other programs */
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind, /* other connections */
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_getfd,         /* other processes */
#ifndef __SANITIZE_ADDRESS__ /* which looks for leaks by it */
    SYS_ptrace,
#endif
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_unshare,
    SYS_setns,
    SYS_open_by_handle_at, /* the system */
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setgroups,
    SYS_capset,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup, /* much of the kernel that can be attacked */
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_personality,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
};

static bool restrict_calls(void)
{
#ifdef NATIVE_ARCH
    struct sock_filter program[6 + 2 * COUNT(denied_calls) + 1];
    unsigned short length = 0;
    const struct sock_filter deny = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    /* Another instruction set has other numbers. */
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE_ARCH, 1, 0);
    program[length++] = deny;
    program[length++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    /* So has x32, the same calls with a bit set. */
    program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    program[length++] = deny;
#endif
    for (size_t i = 0; i < COUNT(denied_calls); i++) {
        program[length++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, denied_calls[i], 0, 1);
        program[length++] = deny;
    }
    program[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const struct sock_fprog filter = {.len = length, .filter = program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
#else
    return false;
#endif
}

void sandbox_enter(const char *cache_dir)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        log_write(LOG_INFO, "Sandbox: none, the kernel does not know no_new_privs.");
        return;
    }
    bool files = restrict_files(cache_dir), calls = restrict_calls();
    log_write(files && calls ? LOG_DEBUG : LOG_INFO, "Sandbox: %s, %s.",
              files ? "no file is written but below the cache's folder" : "files as before, for want of Landlock",
              calls ? "no program is started and no socket opened" : "system calls as before, for want of seccomp");
}
