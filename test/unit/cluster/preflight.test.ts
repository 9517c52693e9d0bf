// The preflight: few requests, and none of its failures changes anything. What a real cluster answers is in the e2e tests.
import { KubeConfig } from '@kubernetes/client-node'
import { describe, expect, test } from 'vitest'
import { ApiError, KubernetesApi, type Request } from '../../../src/cluster/api.ts'
import { preflight } from '../../../src/cluster/preflight.ts'

/** An API server that reviews as it is told, and counts. */
class Reviewer extends KubernetesApi {
  readonly asked: Request[] = []
  readonly #answer: (request: Request) => unknown

  constructor(answer: (request: Request) => unknown) {
    super(new KubeConfig())
    this.#answer = answer
  }

  override async json(request: Request): Promise<unknown> {
    this.asked.push(request)
    return await this.#answer(request)
  }
}

const settings = { namespaces: ['shop', 'payments'], replica: 'auto' } as const
const never = new AbortController().signal

describe('asks', () => {
  test('once where the account may do everything', async () => {
    const api = new Reviewer(() => ({ status: { allowed: true } }))
    expect(await preflight(api, settings, never)).toEqual([])
    expect(api.asked).toHaveLength(1)
  })

  test('a namespace once where its rules give everything', async () => {
    const rule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }
    const api = new Reviewer(({ path }) =>
      path.endsWith('rulesreviews')
        ? { status: { resourceRules: [rule], incomplete: false } }
        : { status: { allowed: false } },
    )
    const missing = await preflight(api, settings, never)
    expect(missing.map(({ need }) => need.resource)).toEqual(['nodes', 'persistentvolumes'])
    expect(api.asked).toHaveLength(5)
  })

  test('for a decision where a webhook lists no rules', async () => {
    const api = new Reviewer(({ path, body }) =>
      path.endsWith('rulesreviews')
        ? { status: { resourceRules: [], incomplete: true } }
        : { status: { allowed: !JSON.stringify(body).includes('"*"') } },
    )
    expect(await preflight(api, settings, never)).toEqual([])
  })
})

describe('is no obstacle where the reviews', () => {
  test.each<[string, () => unknown]>([
    ['are refused', () => Promise.reject(new ApiError(403, 'Forbidden', 'no'))],
    ['are not there', () => Promise.reject(new ApiError(404, 'NotFound', 'no'))],
    ['fail on the way', () => Promise.reject(new Error('socket hang up'))],
    ['say something else', () => ({ kind: 'Status' })],
  ])('%s', async (_, answer) => {
    expect(await preflight(new Reviewer(answer), settings, never)).toEqual([])
  })
})
