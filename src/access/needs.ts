// What the account must be allowed for a report that lacks nothing, and what is missing from the report without it.
import type { Permission } from './permission.ts'

/** How far the action may go: each mode needs what the one before it needs, and more. */
export const MODES = ['logs-only', 'ephemeral', 'replica'] as const
export type Mode = (typeof MODES)[number]

export interface Need extends Permission {
  /** The first mode that needs it. */
  readonly mode: Mode
  /** What the report lacks without it. */
  readonly lost: string
  /** Nodes and volumes belong to no namespace. */
  readonly clusterOnly?: true
  /** The verbs where the whole cluster is looked at, if they are others. */
  readonly verbsInCluster?: readonly string[]
  /** Why it is asked for, where that is not plain: a comment in the Role. */
  readonly because?: string
}

const outside = (apiGroup: string, resource: string, lost: string): Need => ({
  apiGroup,
  resource,
  verbs: ['list'],
  mode: 'logs-only',
  lost,
})

/** In the order of their worth. */
export const NEEDS: readonly Need[] = [
  { ...outside('', 'pods', 'pods, and with them everything'), verbs: ['get', 'list'] },
  {
    ...outside(
      '',
      'pods/log',
      'the logs of containers, and what debuggers see, for they tell it in their logs',
    ),
    verbs: ['get'],
  },
  outside('', 'events', 'events: what the scheduler, the nodes and the controllers had to say'),
  outside('', 'services', 'services: ports that do not match, names that do not exist'),
  outside('discovery.k8s.io', 'endpointslices', 'endpointslices: which pods stand behind a service'),
  outside('', 'persistentvolumeclaims', 'persistentvolumeclaims: why a volume is not there'),
  outside('', 'resourcequotas', 'resourcequotas: what a quota forbids'),
  outside('apps', 'deployments', 'deployments: which rollouts are stuck'),
  outside('apps', 'replicasets', 'replicasets: pods that could not be created'),
  outside('apps', 'statefulsets', 'statefulsets: pods that could not be created'),
  outside('apps', 'daemonsets', 'daemonsets: pods that could not be created'),
  outside('batch', 'jobs', 'jobs: which failed, and why'),
  outside('batch', 'cronjobs', 'cronjobs: whose jobs they are'),
  {
    ...outside('', 'namespaces', 'namespaces: their Pod Security level, which a debugger must fit'),
    verbs: ['get'],
    verbsInCluster: ['list'],
    because: "The namespace's own object, for its Pod Security level.",
  },
  {
    ...outside('', 'secrets', 'the values of the Secrets that pods refer to, to hide them'),
    verbs: ['get'],
    because:
      'Only to hide the values of Secrets that pods refer to, wherever a pod prints them. They are kept in memory, never\n' +
      'written. Without this rule only what looks like a secret is hidden.',
  },
  {
    apiGroup: '',
    resource: 'pods/ephemeralcontainers',
    verbs: ['patch'],
    mode: 'ephemeral',
    lost: 'the looks inside failing pods',
    because: 'To add the debugger. Nothing else of a pod can be changed with it.',
  },
  {
    apiGroup: '',
    resource: 'pods',
    verbs: ['create', 'delete'],
    mode: 'replica',
    lost: 'what a copy of a crash-looping pod would show',
    because: 'To run a throwaway copy of a crash-looping pod, and to delete it.',
  },
  {
    ...outside('', 'nodes', 'nodes: trouble that is theirs; and whether this is a throwaway cluster'),
    clusterOnly: true,
  },
  {
    ...outside('', 'persistentvolumes', 'persistentvolumes: why none of them fits a claim that waits'),
    clusterOnly: true,
  },
]

/** What a mode needs, the cluster's own resources included. */
export function needsOf(mode: Mode): readonly Need[] {
  const modes = MODES.slice(0, MODES.indexOf(mode) + 1)
  return NEEDS.filter(need => modes.includes(need.mode))
}
