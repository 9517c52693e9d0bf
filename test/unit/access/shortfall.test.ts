// What an account lacks, in words: each rule once, the rules as somebody would paste them.
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { NEEDS, needsOf } from '../../../src/access/needs.ts'
import { ruleToAdd } from '../../../src/access/permission.ts'
import { allowedBy, type ResourceRule } from '../../../src/access/rules.ts'
import {
  type Missing,
  mergedEntries,
  shortfallEntries,
  shortfallLines,
  whyNoDebugger,
} from '../../../src/access/shortfall.ts'

function missing(resource: string, verb: string, namespace: string | null = 'shop'): Missing {
  const need = NEEDS.find(one => one.resource === resource && one.verbs.includes(verb))
  if (need === undefined) throw new Error(`Nothing needs to ${verb} ${resource}.`)
  return { need, verbs: [verb], namespace }
}

describe('a rule', () => {
  const log = { apiGroup: '', resource: 'pods/log', verbs: ['get'] }
  const rule = (resource: string, more: Partial<ResourceRule> = {}): ResourceRule => ({
    ...{ verbs: ['get'], apiGroups: [''], resources: [resource], ...more },
  })

  // As the API server of Kubernetes 1.36 decides.
  test.each([
    ['pods/log', 'yes'],
    ['*', 'yes'],
    ['*/log', 'yes'],
    ['pods/*', 'unsaid'],
    ['pods', 'unsaid'],
  ])('for %s allows to read logs: %s', (resource, expected) => {
    expect(allowedBy([rule(resource)], log, 'get')).toBe(expected)
  })

  test('holds for its verbs and groups only, and asterisks stand for all', () => {
    expect(allowedBy([rule('pods/log')], log, 'list')).toBe('unsaid')
    expect(allowedBy([rule('pods/log', { verbs: ['*'], apiGroups: ['*'] })], log, 'get')).toBe('yes')
    expect(allowedBy([rule('pods/log', { apiGroups: ['apps'] })], log, 'get')).toBe('unsaid')
  })

  test('for objects of certain names is neither a yes nor a no', () => {
    const named = rule('pods/log', { resourceNames: ['a'] })
    expect(allowedBy([named], log, 'get')).toBe('named')
    expect(allowedBy([named, rule('*')], log, 'get')).toBe('yes')
  })
})

describe('the block in the log', () => {
  test('joins the resources that need the same, per namespace', () => {
    const lines = shortfallLines([
      missing('events', 'list'),
      missing('services', 'list'),
      missing('pods/log', 'get'),
      missing('nodes', 'list', null),
    ])
    expect(lines.filter(line => line.startsWith('To have it'))).toEqual([
      'To have it, add to the Role in the namespace shop:',
      'To have it, add to the ClusterRole:',
    ])
    expect(parse(lines.filter(line => /^ {2}- api| {4}/.test(line)).join('\n'))).toEqual([
      { apiGroups: [''], resources: ['events', 'services'], verbs: ['list'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
    ])
  })

  test('is empty where nothing is missing', () => {
    expect(shortfallLines([])).toEqual([])
  })
})

describe('the report', () => {
  const refusal = (resource: string, verbs: readonly string[], what = resource) => ({
    what,
    why: `The cluster refused: ${what} is forbidden`,
    ...ruleToAdd({ apiGroup: '', resource, verbs, where: 'the Role in the namespace shop' }),
  })

  test('names each rule once, by what it costs, in the words of the refusal', () => {
    const foreseen = shortfallEntries([missing('pods', 'list'), missing('events', 'list')])
    const merged = mergedEntries(foreseen, [refusal('pods', ['get', 'list']), refusal('events', ['list'])])
    expect(merged.map(({ what }) => what)).toEqual(foreseen.map(({ what }) => what))
    expect(merged.map(({ why }) => why)).toEqual([
      'The cluster refused: pods is forbidden',
      'The cluster refused: events is forbidden',
    ])
    expect(merged[0]?.fix).toContain('verbs: ["list"]')
  })

  test('counts what was refused for the same reason, where nothing was foreseen', () => {
    const met = ['a', 'b', 'c'].map(name => refusal('pods/log', ['get'], `log of ${name}`))
    expect(mergedEntries([], met).map(({ what }) => what)).toEqual(['log of a, and 2 more'])
  })

  test('keeps every entry that no rule would mend', () => {
    const late = { what: 'events', why: 'The cluster did not answer in time.', fix: 'Raise the input.' }
    const elsewhere = {
      ...refusal('events', ['list']),
      ...ruleToAdd({ ...refusal('events', ['list']).lacks, where: 'the ClusterRole' }),
    }
    const foreseen = shortfallEntries([missing('events', 'list')])
    expect(mergedEntries(foreseen, [late, late, elsewhere])).toHaveLength(4)
  })
})

describe('a debugger', () => {
  test.each([
    ['pods/ephemeralcontainers', 'patch', true],
    ['pods/log', 'get', false],
    ['pods', 'get', false],
  ])('is pointless without %s %s', (resource, verb, copies) => {
    expect(whyNoDebugger([missing(resource, verb)], 'shop')?.copies).toBe(copies)
    expect(whyNoDebugger([missing(resource, verb, null)], 'shop')?.reason).toContain(resource)
    expect(whyNoDebugger([missing(resource, verb)], 'other')).toBeNull()
  })

  test('needs no more than its mode says', () => {
    expect(
      needsOf('logs-only').filter(({ verbs }) => /create|patch|delete|update/.test(verbs.join())),
    ).toEqual([])
    expect(needsOf('replica')).toHaveLength(NEEDS.length)
  })
})
