// A permission as RBAC names it, and the rule that grants it.

export interface Permission {
  /** Empty for Kubernetes' core group. */
  readonly apiGroup: string
  /** In the plural, with its subresource: `pods/log`. */
  readonly resource: string
  readonly verbs: readonly string[]
}

/** A permission that an account lacks. */
export interface Lack extends Permission {
  /** What should hold the rule, in words, as `roleIn` gives it. */
  readonly where: string
}

/** The rule to add to a Role or ClusterRole: a line of YAML, between backticks so that every page shows it as code. */
export function roleRule({ apiGroup, resource, verbs }: Permission): string {
  const list = (items: readonly string[]): string => `[${items.map(item => `"${item}"`).join(', ')}]`
  return `\`- {apiGroups: ${list([apiGroup])}, resources: ${list([resource])}, verbs: ${list(verbs)}}\``
}

/** What to change where a permission is missing, for an entry of the report. */
export function ruleToAdd(lacks: Lack): { readonly fix: string; readonly lacks: Lack } {
  const fix = `Add this rule to ${lacks.where} of the account that the kubeconfig uses: ${roleRule(lacks)}`
  return { fix, lacks }
}

/** What holds the account's rules for a namespace, or for the whole cluster (`null`). */
export function roleIn(namespace: string | null): string {
  return namespace === null ? 'the ClusterRole' : `the Role in the namespace ${namespace}`
}
