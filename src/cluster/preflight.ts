// What the account may do, asked before any work: a few small questions at once, and no harm where they stay unanswered.
import { z } from 'zod'
import { NEEDS, type Need } from '../access/needs.ts'
import { allowedBy, type ResourceRule } from '../access/rules.ts'
import type { Missing } from '../access/shortfall.ts'
import type { Settings } from '../model/settings.ts'
import type { KubernetesApi } from './api.ts'
import { inParallel } from './parallel.ts'

/** A cluster that takes longer to say what may be done is asked to do it instead. Milliseconds. */
const TIME_ALLOWED_MS = 5_000
const AT_ONCE = 16
const REVIEWS = '/apis/authorization.k8s.io/v1'

const rulesSchema = z.looseObject({
  status: z.looseObject({
    resourceRules: z.array(
      z.looseObject({
        verbs: z.array(z.string()),
        apiGroups: z.array(z.string()).optional(),
        resources: z.array(z.string()).optional(),
        resourceNames: z.array(z.string()).optional(),
      }),
    ),
  }),
})
const accessSchema = z.looseObject({ status: z.looseObject({ allowed: z.boolean() }) })

interface Asking {
  readonly api: KubernetesApi
  readonly signal: AbortSignal
}

interface Question {
  readonly need: Need
  readonly verb: string
  readonly namespace: string | null
}

/**
 * What the account may not do of all that a full report takes; empty where it may do it all, or where that can't be found out.
 * One request where it may do everything; otherwise one a namespace for the rules that hold there, and one for each permission that
 * no rule gives: not every authorizer can list its rules, but every one can decide. Never throws.
 */
export async function preflight(
  api: KubernetesApi,
  settings: Pick<Settings, 'namespaces' | 'replica'>,
  signal: AbortSignal,
): Promise<readonly Missing[]> {
  const asking = { api, signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_ALLOWED_MS)]) }
  const needs = NEEDS.filter(({ mode }) => mode !== 'replica' || settings.replica !== 'never')
  try {
    if (await isAllowed(asking, { group: '*', resource: '*', verb: '*' })) return []
    const [inNamespaces, ofCluster] = await Promise.all([
      missingWhere(
        asking,
        needs.filter(need => need.clusterOnly !== true),
        settings.namespaces,
      ),
      missingInCluster(
        asking,
        needs.filter(need => need.clusterOnly === true),
      ),
    ])
    return [...inNamespaces, ...ofCluster]
  } catch {
    // What is missing will be noticed where it is missed.
    return []
  }
}

/** In the namespaces named; else in the whole cluster, or, where its pods may not be listed, in the context's namespace. */
async function missingWhere(
  asking: Asking,
  needs: readonly Need[],
  namespaces: readonly string[],
): Promise<readonly Missing[]> {
  if (namespaces.length > 0) {
    const each = await inParallel(namespaces, AT_ONCE, name => missingIn(asking, needs, name))
    return each.flat()
  }
  const [ofCluster, ofContext] = await Promise.all([
    missingInCluster(asking, needs),
    missingIn(asking, needs, asking.api.contextNamespace),
  ])
  const seesAll = !ofCluster.some(({ need, verbs }) => need.resource === 'pods' && verbs.includes('list'))
  return seesAll ? ofCluster : ofContext
}

async function missingInCluster(asking: Asking, needs: readonly Need[]): Promise<readonly Missing[]> {
  return await refused(
    asking,
    needs.flatMap(need => (need.verbsInCluster ?? need.verbs).map(verb => ({ need, verb, namespace: null }))),
  )
}

async function missingIn(
  asking: Asking,
  needs: readonly Need[],
  namespace: string,
): Promise<readonly Missing[]> {
  const rules = await rulesIn(asking, namespace)
  const questions = needs.flatMap(need => need.verbs.map(verb => ({ need, verb, namespace })))
  return await refused(
    asking,
    questions.filter(({ need, verb }) => allowedBy(rules, need, verb) === 'unsaid'),
  )
}

/** Of the questions those that the cluster answers with no, one entry a need. */
async function refused(asking: Asking, questions: readonly Question[]): Promise<readonly Missing[]> {
  const answers = await inParallel(questions, AT_ONCE, ({ need, verb, namespace }) => {
    const [resource = '', subresource] = need.resource.split('/')
    const place = namespace === null ? {} : { namespace }
    const what = subresource === undefined ? { resource } : { resource, subresource }
    return isAllowed(asking, { ...place, ...what, group: need.apiGroup, verb })
  })
  const denied = questions.filter((_, index) => answers[index] === false)
  const byNeed = Map.groupBy(denied, ({ need }) => need)
  return [...byNeed].map(([need, all]) => ({
    need,
    verbs: all.map(({ verb }) => verb),
    namespace: all[0]?.namespace ?? null,
  }))
}

async function isAllowed(asking: Asking, resourceAttributes: object): Promise<boolean> {
  const answer = await review(asking, 'selfsubjectaccessreviews', { resourceAttributes })
  return accessSchema.parse(answer).status.allowed
}

async function rulesIn(asking: Asking, namespace: string): Promise<readonly ResourceRule[]> {
  const answer = await review(asking, 'selfsubjectrulesreviews', { namespace })
  return rulesSchema.parse(answer).status.resourceRules
}

async function review({ api, signal }: Asking, plural: string, spec: object): Promise<unknown> {
  return await api.json({ method: 'POST', path: `${REVIEWS}/${plural}`, body: { spec }, signal })
}
