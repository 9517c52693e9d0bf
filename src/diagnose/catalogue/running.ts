// What the findings about a pod's life mean: what a running program meets.
import type { Catalogue } from '../catalogue.ts'

export const running: Pick<
  Catalogue,
  'out-of-memory' | 'file-access' | 'disk' | 'hung' | 'app-crash' | 'dependency'
> = {
  'out-of-memory': {
    'container-limit': {
      means: 'The container used more memory than its limit.',
      decides: "The state says OOMKilled, and the container has a limit; from inside, the cgroup's counters.",
      todo: 'Raise the limit, or use less.',
    },
    'child-process': {
      means: 'A child process was killed for the limit while the main process lives on.',
      decides: "The cgroup's oom_kill counter, seen from inside: Kubernetes does not show it.",
      todo: 'Raise the limit, or run fewer workers.',
    },
    node: {
      means: 'The node ran out of memory.',
      decides: 'OOMKilled without a limit of its own, or an eviction for memory.',
      todo: 'Set requests and limits, or use a larger node.',
    },
  },
  'file-access': {
    missing: {
      means: 'A file that the app needs does not exist.',
      decides: "The app's log names the path, and the app ended of it.",
      todo: 'Put it into the image or volume, or correct the path.',
    },
    permission: {
      means: "The app's user may not access a file.",
      decides: "The app's log names the path, and the app ended of it; the user it runs as.",
      todo: 'Set the owner or mode in the image (chown, chmod), or fsGroup or runAsUser for a volume.',
    },
    'read-only': {
      means: 'The app writes to a read-only file system.',
      decides: "The app's log names the path, and the app ended of it.",
      todo: 'Mount an emptyDir there, or drop readOnlyRootFilesystem.',
    },
    other: {
      means: 'A file is not what it should be (a directory, or none), or its disk fails.',
      decides: "The app's log names the path, and the app ended of it.",
      todo: 'See what is at that path: a missing subPath makes a directory.',
    },
  },
  disk: {
    'no-space': {
      means: 'A file system that the app writes to is full.',
      decides: "The app's log, or `df` from inside.",
      todo: 'See what fills it; enlarge the volume or limit.',
    },
    'no-inodes': {
      means: 'A file system has no inodes left.',
      decides: 'The answer of `df -i` from inside.',
      todo: 'Delete small files, or enlarge the volume.',
    },
    evicted: {
      means: "The kubelet ended the pod for disk space: its own limit, or the node's disk.",
      decides: "The pod's status says Evicted, and why.",
      todo: "Raise the limit, write less, or free the node's disk.",
    },
  },
  hung: {
    busy: {
      means: 'The program burns CPU and does not answer, or never opens its port.',
      decides:
        'The processes seen from inside, and probes without an answer or refused while nothing listens.',
      todo: 'Profile it; look for an endless loop or a CPU limit.',
    },
    blocked: {
      means: 'The program waits for a device, a lock, a pipe or a terminal.',
      decides:
        'The processes seen from inside, and probes without an answer or refused while nothing listens: state D, or what the kernel says they wait for.',
      todo: 'See the volume, the lock or the pipe it waits for.',
    },
    stopped: {
      means: 'The process was stopped (SIGSTOP, a debugger).',
      decides: 'The processes seen from inside, and probes without an answer: state T.',
      todo: 'Find who stopped it; kill -CONT lets it go on.',
    },
    descriptors: {
      means: 'The program has no file descriptors left.',
      decides: 'Its log, or the count against its limit from inside.',
      todo: 'Close what it opens, or raise the limit.',
    },
    processes: {
      means: 'The program cannot start another process or thread.',
      decides: 'Its log, or the count against its limit from inside.',
      todo: 'End what it starts, or raise the pid limit.',
    },
    other: {
      means: 'The process that did the work has ended, and the one that started it lives on.',
      decides:
        'The processes seen from inside (a zombie below PID 1), nothing that listens, and probes that are refused.',
      todo: 'Find out why it ended, and let the container end with it.',
    },
  },
  'app-crash': {
    'exit-code': {
      means: 'The program ended with an exit code.',
      decides: 'How the container ended (exit code, signal), and the decisive line of its log.',
      todo: 'Read what it printed before.',
    },
    signal: {
      means: 'The program was ended by a signal.',
      decides: 'How the container ended (exit code, signal), and the decisive line of its log.',
      todo: 'For SIGSEGV, SIGABRT and SIGILL get a stack trace; for SIGKILL see who sent it.',
    },
    exception: {
      means: 'The program died of an exception or panic.',
      decides:
        'How the container ended (exit code, signal), and the decisive line of its log: the innermost cause.',
      todo: 'Mend what the exception names.',
    },
    'missing-variable': {
      means: 'An environment variable that the program needs is not set.',
      decides:
        'How the container ended (exit code, signal), and the decisive line of its log names the variable.',
      todo: "Set it in the container's env.",
    },
    other: {
      means: 'The container is gone, and nobody knows how it ended.',
      decides: 'The kubelet says ContainerStatusUnknown: it lost track of the container.',
      todo: 'See whether its node was restarted.',
    },
  },
  dependency: {
    'name-not-found': {
      means: 'The host that the app calls is not in DNS.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'Correct the name; write NAME.NAMESPACE for another namespace.',
    },
    'wrong-namespace': {
      means: 'The Service that the app calls is in another namespace.',
      decides:
        "The decisive line of the app's log, and what the cluster knows of the host it names: a Service of that name elsewhere.",
      todo: 'Write NAME.NAMESPACE.',
    },
    'connection-refused': {
      means: 'Nothing listens where the app connects to.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'See that the other end runs, and that the port is right.',
    },
    timeout: {
      means: 'Where the app connects to, nobody answers.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'Look for a NetworkPolicy or firewall, and check the address.',
    },
    'no-endpoints': {
      means: 'No ready pod is behind the Service that the app calls.',
      decides:
        "The decisive line of the app's log, and what the cluster knows of the host it names: no ready endpoint.",
      todo: 'See why those pods are not ready.',
    },
    authentication: {
      means: 'The other end refuses the credentials.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'Compare the credentials of both sides.',
    },
    tls: {
      means: 'No TLS connection can be made: certificate, name or protocol.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'Give the app the right CA and host name; check that both speak TLS.',
    },
    'read-only': {
      means: 'The other end does not take writes.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'Connect to the primary.',
    },
    exhausted: {
      means: 'The other end has reached a limit: of connections, requests or memory.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: 'Raise its limit, or use smaller pools.',
    },
    other: {
      means: 'The connection breaks, for a reason not listed here.',
      decides: "The decisive line of the app's log, and what the cluster knows of the host it names.",
      todo: "See the other end's log at the same time.",
    },
  },
}
