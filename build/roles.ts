// Writes docs/roles/ from what the action asks the cluster for; `--check` only says whether the files are up to date.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MODES, type Mode, type Need, needsOf } from '../src/access/needs.ts'
import { type Rule, ruleLines } from '../src/access/shortfall.ts'

const folder = join(import.meta.dirname, '..', 'docs', 'roles')

const SHOWS: Readonly<Record<Mode, string>> = {
  'logs-only': 'Looking from outside: objects, events and logs. Nothing is changed in the cluster.',
  ephemeral: 'Looking from inside: the same, and ephemeral containers added to failing pods.',
  replica: 'All of it: the same, and throwaway copies of crash-looping pods.',
}

const NODES = `# Nodes belong to no namespace. With this a node in trouble can be named, and a throwaway cluster be known as one.`

/** The files by their names: per mode one for single namespaces, one for the whole cluster. */
export function roleFiles(): ReadonlyMap<string, string> {
  const files = MODES.flatMap(mode => [
    [`${mode}.yaml`, inNamespace(mode)] as const,
    [`${mode}-cluster.yaml`, inCluster(mode)] as const,
  ])
  return new Map(files)
}

function inNamespace(mode: Mode): string {
  const needs = needsOf(mode)
  const role = needs.filter(({ clusterOnly }) => clusterOnly !== true)
  const ofCluster = needs.filter(({ clusterOnly }) => clusterOnly === true)
  return [
    `# ${SHOWS[mode]}`,
    '# The Role goes into each namespace that a test uses: kubectl -n NAMESPACE apply -f this file.',
    ...object(
      'Role',
      role.map(need => [need, need.verbs] as const),
    ),
    '---',
    NODES,
    ...object(
      'ClusterRole',
      ofCluster.map(need => [need, need.verbs] as const),
    ),
    '',
  ].join('\n')
}

function inCluster(mode: Mode): string {
  const needs = needsOf(mode).map(need => [need, need.verbsInCluster ?? need.verbs] as const)
  return [
    `# ${SHOWS[mode]}`,
    '# In all namespaces, with the input `namespaces` left empty.',
    ...object('ClusterRole', needs),
    '',
  ].join('\n')
}

function object(kind: string, needs: readonly (readonly [Need, readonly string[]])[]): readonly string[] {
  const plain = needs.filter(([need]) => need.because === undefined)
  const explained = needs.filter(([need]) => need.because !== undefined)
  return [
    'apiVersion: rbac.authorization.k8s.io/v1',
    `kind: ${kind}`,
    'metadata:',
    '  name: ephemeral-debug',
    'rules:',
    ...ruleLines(plain.map(([need, verbs]) => rule(need, verbs))),
    ...explained.flatMap(([need, verbs]) => [
      ...(need.because ?? '').split('\n').map(line => `  # ${line}`),
      ...ruleLines([rule(need, verbs)]),
    ]),
  ]
}

const rule = ({ apiGroup, resource }: Need, verbs: readonly string[]): Rule => ({
  apiGroups: [apiGroup],
  resources: [resource],
  verbs,
})

if (import.meta.main) {
  const files = roleFiles()
  if (!process.argv.includes('--check')) {
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of files) writeFileSync(join(folder, name), text)
  } else {
    const stale = readdirSync(folder).filter(
      name => readFileSync(join(folder, name), 'utf8') !== files.get(name),
    )
    const absent = [...files.keys()].filter(name => !readdirSync(folder).includes(name))
    if (stale.length + absent.length > 0) {
      console.error(
        `docs/roles/ is not what src/access/needs.ts says: ${[...stale, ...absent].join(', ')}. Run \`npm run docs\` and commit it.`,
      )
      process.exitCode = 1
    }
  }
}
