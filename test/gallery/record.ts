// Records one fault on a real cluster for the gallery: `node test/gallery/record.ts NAME`, with KUBECONFIG_E2E set.
// What is kept is what rendering starts from, without secrets; the gallery is made from it again at any time.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { clock } from '../../src/clock.ts'
import { run } from '../../src/run.ts'
import { parseSettings } from '../../src/settings.ts'
import { allFaults } from '../faults/index.ts'
import { applyFaults, removeFaults } from '../support/faults.ts'
import { TestKubernetes } from '../support/kubernetes.ts'
import { demo, type Exhibit, exhibits, recordingPath, shownNamespace } from './exhibits.ts'
import { recordingOf } from './recording.ts'

async function record(exhibit: Exhibit, kubeconfig: string): Promise<void> {
  const kubernetes = new TestKubernetes(kubeconfig)
  const jobStartedAt = new Date().toISOString()
  const { namespaces, remove } = await broken(exhibit, kubernetes)
  try {
    const inputs: Readonly<Record<string, string>> = {
      kubeconfig,
      namespaces: namespaces.join(','),
      image: 'busybox:1.37',
    }
    const began = Date.now()
    const { redactor: _, ...diagnosis } = await run(
      parseSettings(name => inputs[name] ?? ''),
      {
        clock,
        progress: {
          info: line => console.log(line),
          warning: line => console.log(line),
          waitingFor: () => {},
        },
        environment: process.env,
        nonce: 'x4k7w2',
        redactionKey: randomBytes(32),
        secrets: [],
        onSecrets: () => {},
        jobStartedAt,
        failedStep: { name: 'Run e2e tests', at: new Date().toISOString() },
        interrupted: new AbortController().signal,
      },
    )
    const path = recordingPath(exhibit.name)
    mkdirSync(dirname(path), { recursive: true })
    const text = recordingOf({ ...diagnosis, durationMs: Date.now() - began, image: 'busybox:1.37' })
    const [own = ''] = namespaces
    writeFileSync(path, text.replaceAll(own, shownNamespace))
  } finally {
    await remove()
  }
}

/** Puts the exhibit's fault into the cluster and waits until it shows. */
async function broken(
  { fault }: Exhibit,
  kubernetes: TestKubernetes,
): Promise<{ readonly namespaces: readonly string[]; remove(): Promise<void> }> {
  if (fault === demo) {
    const namespace = 'page-shop'
    await kubernetes.deleteNamespace(namespace)
    await kubernetes.createNamespace(namespace)
    await kubernetes.create(
      readFileSync(join(import.meta.dirname, '..', 'demo', 'shop.yaml'), 'utf8'),
      namespace,
    )
    await setTimeout(DEMO_MS)
    return { namespaces: [namespace], remove: () => kubernetes.deleteNamespace(namespace) }
  }
  const faults = allFaults()
    .filter(({ name }) => name === fault)
    .map(one => ({ ...one, namespace: `page-${one.name}` }))
  await applyFaults(kubernetes, faults)
  await setTimeout(RIPENING_MS)
  return {
    namespaces: faults.map(({ namespace }) => namespace),
    remove: () => removeFaults(kubernetes, faults),
  }
}

/** As long as the demo's own test waits for its pods; and long enough for a crash to happen a few times. */
const DEMO_MS = 30_000
const RIPENING_MS = 20_000

for (const exhibit of exhibits.filter(({ name }) => process.argv.slice(2).includes(name)))
  await record(exhibit, process.env['KUBECONFIG_E2E'] ?? '')
process.exit()
