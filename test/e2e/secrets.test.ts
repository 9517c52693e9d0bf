// A pod that shows its Secrets wherever a pod can show anything: no byte of them in anything that the action makes public.
import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { type ActionRun, commandsNamed, runAction } from '../support/action.ts'
import { formsOf } from '../support/canaries/encodings.ts'
import { formsOfCanary } from '../support/canaries/planted.ts'
import { type Canary, canaries } from '../support/canaries/secrets.ts'
import { views } from '../support/canaries/sinks.ts'
import { TestKubernetes, troubles } from '../support/kubernetes.ts'

const namespace = 'e2e-secrets'
const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
let run: ActionRun

/** Known from elsewhere than a Secret: the job's environment, the input `redact`, the kubeconfig. */
const runnerValue = 'rUnner-Env-v4lue-77'
const inputValue = 'f0rmula of the house'
const patternValue = 'cust_83920174'
const unknownToken = `ghp_${'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1b2C'}`
const elsewhere = [runnerValue, inputValue, patternValue, unknownToken, ...kubeconfigKeys()]

function kubeconfigKeys(): readonly string[] {
  const users = z.looseObject({ users: z.array(z.looseObject({ user: z.record(z.string(), z.unknown()) })) })
  const { users: all } = users.parse(parse(readFileSync(kubeconfig, 'utf8')))
  const data = all.flatMap(({ user }) => ['client-key-data', 'token'].map(name => user[name]))
  const values = data.filter(value => typeof value === 'string')
  const lines = values.flatMap(value => Buffer.from(value, 'base64').toString('latin1').split('\n'))
  return [...values, ...lines.filter(line => /^[A-Za-z0-9+/]{40,}$/.test(line))]
}

/** Only text fits into a ConfigMap; the longest values would fill it alone. */
const shown = [
  ...canaries
    .filter(({ value }) => value.length < 2_000)
    .flatMap(canary =>
      formsOfCanary(canary).map(form => ({ name: `${canary.key} ${form.name}`, bytes: form.shown })),
    ),
  ...elsewhere.map(value => ({ name: 'elsewhere', bytes: Buffer.from(value) })),
].filter(({ bytes }) => Buffer.from(bytes.toString('utf8')).equals(bytes))
const text = shown.map(({ name, bytes }) => `${name} got <<${bytes.toString('utf8')}>> there`).join('\n')

const plain = canaries.flatMap(({ weak, parts }) => (weak ? [] : parts)).map(part => part.toString('utf8'))
const short = plain.filter(part => part.length < 70 && !/[\0\ufffd]/.test(part))
const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`
const some = short.slice(0, 20).join(' and ')

function secretOf({ name, key, value }: Canary): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: { [key]: value.toString('base64') } }
}

function podOf(name: string, script: string, more: object): object {
  const sources = canaries.map(one => ({
    secret: { name: one.name, items: [{ key: one.key, path: `${one.name}/value` }] },
  }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, annotations: { 'example.com/note': text.slice(0, 150_000) } },
    spec: {
      terminationGracePeriodSeconds: 0,
      volumes: [
        { name: 'secrets', projected: { sources } },
        { name: 'forms', configMap: { name: 'forms' } },
      ],
      containers: [
        {
          name: 'app',
          image: 'busybox:1.37',
          command: ['sh', '-c', script, ...short],
          env: short.map((value, index) => ({ name: `V${index}`, value: value.replaceAll('$(', '$$(') })),
          volumeMounts: [
            { name: 'secrets', mountPath: '/secrets' },
            { name: 'forms', mountPath: '/forms' },
          ],
          ...more,
        },
      ],
    },
  }
}

const objects: readonly object[] = [
  ...canaries.map(secretOf),
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'forms' }, data: { text } },
  podOf(
    'crashing',
    `cat /forms/text; printf '%s' ${quoted(some)} >/dev/termination-log; echo "FATAL: cannot log in with ${short[2]}" >&2; exit 1`,
    {},
  ),
  podOf('stuck', 'cat /forms/text; exec sleep 3600', {
    readinessProbe: {
      exec: { command: ['sh', '-c', `printf '%s\\n' ${quoted(some)} >&2; exit 1`] },
      periodSeconds: 1,
      failureThreshold: 1,
    },
  }),
]

/** What a user might run who looks for a wrong setting. */
const commands = stringify([
  {
    name: 'values',
    run: 'for f in $TARGET_ROOT/secrets/*/value; do cat "$f"; echo; base64 "$f"; hexdump -v -e \'1/1 "%02x"\' "$f"; done',
  },
  { name: 'config', run: 'cat $TARGET_ROOT/forms/text' },
  {
    name: 'environment',
    run: "tr '\\0' '\\n' <$TARGET_ROOT/proc/1/environ || tr '\\0' '\\n' </proc/$TARGET_PID/environ",
  },
])

beforeAll(async () => {
  await kubernetes.deleteNamespace(namespace)
  await kubernetes.createNamespace(namespace)
  await Promise.all(objects.map(object => kubernetes.create(stringify(object), namespace)))
  await Promise.all([
    kubernetes.untilPod(namespace, 'stuck', one => one.status?.containerStatuses?.[0]?.started === true),
    kubernetes.untilPod(namespace, 'crashing', one => troubles(one).includes('CrashLoopBackOff')),
  ])
  run = await runAction({
    inputs: { kubeconfig, namespaces: namespace, commands, redact: `${inputValue}\n/cust_[0-9]{8}/` },
    env: { SHOP_API_TOKEN: runnerValue },
    if: 'failure()',
    statusBefore: 'failure',
  })
})
afterAll(async () => {
  await run.job.cleanUp()
  await kubernetes.deleteNamespace(namespace)
})

/** All that can be read from outside, by where. What the runner is told to mask is for the runner alone. */
function sinks(): ReadonlyMap<string, Buffer> {
  const { main, summary, outputs } = run.job
  const log = [main.stdout, main.stderr].join('\n').replaceAll(/^::add-mask::.*$/gm, '')
  return new Map([
    ['log', Buffer.from(log)],
    ['summary', Buffer.from(summary)],
    ['outputs', Buffer.from(Object.values(outputs).join('\n'))],
    ['state', Buffer.from(JSON.stringify(main.state))],
    ['file names', Buffer.from([...run.files.keys()].join('\n'))],
    ...run.files,
  ])
}

function foundIn(bytes: Buffer): readonly string[] {
  const { plain: whole, letters } = views(bytes)
  const known = canaries.flatMap(canary =>
    formsOfCanary(canary).map(form => ({ ...form, name: `${canary.key} ${form.name}` })),
  )
  const others = elsewhere.flatMap(value =>
    (value === patternValue || value === unknownToken
      ? formsOf(Buffer.from(value)).slice(0, 1)
      : formsOf(Buffer.from(value))
    ).map(form => ({ ...form, name: `elsewhere ${form.name}` })),
  )
  return [...known, ...others]
    .filter(({ needle, letters: broken }) => (broken ? letters : whole).some(view => view.includes(needle)))
    .map(({ name }) => name)
}

describe('secrets', () => {
  test('are in nothing that is public', () => {
    const found = [...sinks()].flatMap(([sink, bytes]) => foundIn(bytes).map(what => `${what} in ${sink}`))
    expect(found).toEqual([])
  })

  test('were shown by the pods, and read by us', async () => {
    const signal = AbortSignal.timeout(20_000)
    const path = `/api/v1/namespaces/${namespace}/pods/stuck/log`
    const log = await kubernetes.api.text({ method: 'GET', path, signal })
    expect(foundIn(Buffer.from(log)).length).toBeGreaterThan(500)
    for (const name of ['values', 'config', 'environment']) {
      const [command] = commandsNamed(run.report(), name)
      expect(run.files.get(command?.output ?? '')?.toString()).toContain('[REDACTED:secret canary-')
    }
  })

  test('have left their names behind, and a report that still tells what is wrong', () => {
    expect(run.report().findings.map(({ subject }) => subject.name)).toEqual(
      expect.arrayContaining(['stuck', 'crashing']),
    )
    expect(run.files.get('report.html')?.toString()).toMatch(
      /\[REDACTED:secret canary-\d+\/[\w.-]+#[0-9a-f]{4}\]/,
    )
  })
})
