// Reading the rules that the API server says hold for the account.
import type { Permission } from './permission.ts'

/** As a SelfSubjectRulesReview lists it. */
export interface ResourceRule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[] | undefined
  readonly resources?: readonly string[] | undefined
  readonly resourceNames?: readonly string[] | undefined
}

/** `named`: for objects of certain names only, which may be all that are wanted. `unsaid`: no rule says so. */
export type Allowed = 'yes' | 'named' | 'unsaid'

/**
 * Whether the rules allow one verb (kubernetes/pkg/apis/rbac/v1/evaluation_helpers.go: an asterisk before the
 * slash is a pattern, one after it is none).
 */
export function allowedBy(
  rules: readonly ResourceRule[],
  { apiGroup, resource }: Permission,
  verb: string,
): Allowed {
  const [, subresource] = resource.split('/')
  const names = subresource === undefined ? [resource, '*'] : [resource, '*', `*/${subresource}`]
  const matching = rules.filter(
    rule =>
      rule.verbs.some(one => one === verb || one === '*') &&
      (rule.apiGroups ?? []).some(one => one === apiGroup || one === '*') &&
      (rule.resources ?? []).some(one => names.includes(one)),
  )
  if (matching.some(rule => (rule.resourceNames ?? []).length === 0)) return 'yes'
  return matching.length > 0 ? 'named' : 'unsaid'
}
