// The command line as people call it: what it prints, where, and how it ends.
import { readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { asText } from '../../../src/model/inspection.ts'
import { actionFolder } from '../../support/action.ts'
import { cliFile, diagnosed, folderWith, runCli } from '../../support/cli.ts'
import { recorded } from '../../unit/support/recorded.ts'

const { snapshot, looks } = recorded('missing-variable')

/** As `kubectl cluster-info dump --output-directory` writes it. */
function kubectlDump(): readonly (readonly [string, string])[] {
  const lists = (kind: string, items: readonly object[]) =>
    JSON.stringify({ kind: `${kind}List`, apiVersion: 'v1', metadata: {}, items }, null, 4)
  const logs = looks.flatMap(look =>
    look.logs
      .filter(log => !log.previous)
      .map(log => {
        const { namespace, name } = look.suspect.pod.metadata
        const what = `logs for container ${log.container} of pod ${namespace}/${name}`
        return [
          `${namespace}/${name}/logs.txt`,
          `==== START ${what} ====\n${asText(log.bytes)}\n==== END ${what} ====\n`,
        ] as const
      }),
  )
  return [
    ['nodes.json', lists('Node', snapshot.nodes)],
    ['diag/pods.json', lists('Pod', snapshot.pods)],
    ['diag/events.json', lists('Event', snapshot.events)],
    ['diag/services.json', lists('Service', snapshot.services)],
    [
      'diag/deployments.json',
      lists(
        'Deployment',
        snapshot.workloads.filter(({ kind }) => kind === 'Deployment'),
      ),
    ],
    [
      'diag/replicasets.json',
      lists(
        'ReplicaSet',
        snapshot.workloads.filter(({ kind }) => kind === 'ReplicaSet'),
      ),
    ],
    ...logs,
  ]
}

describe('diagnose', () => {
  test('prints the finding, then what was read and what is missing', async () => {
    const { exitCode, stdout, stderr } = await runCli(['diagnose', await folderWith(kubectlDump())])
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^1\. .*environment variable/)
    expect(stdout).toContain('app-crash/missing-variable')
    expect(stdout).toMatch(/endpointslices, .*persistentvolumeclaims: The dump holds none of them/)
    expect(lines.at(-2)).toMatch(
      /^Read: 1 pod, .* events?, .* 1 node, 1 log \(1 of failing pods\) in 1 namespace\./,
    )
    expect(stdout).not.toContain('\x1b')
  })

  test('--json prints a report that the schema takes, and nothing else', async () => {
    const { exitCode, stdout, stderr } = await runCli(['diagnose', await folderWith(kubectlDump()), '--json'])
    const schema: unknown = JSON.parse(readFileSync(join(actionFolder, 'docs', 'report.schema.json'), 'utf8'))
    const validate = new Ajv2020({ strict: false }).compile(Object(schema))
    expect(validate(JSON.parse(stdout)), JSON.stringify(validate.errors)).toBe(true)
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^Read: /)
  })

  test('--html writes a page beside that, with the end of the log', async () => {
    const folder = await folderWith(kubectlDump())
    const page = join(folder, 'page.html')
    const { exitCode, stdout } = await runCli(['diagnose', folder, '--html', page])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('1. ')
    const html = readFileSync(page, 'utf8')
    expect(html).toMatch(/^<!DOCTYPE html>/)
    expect(html).toContain('Root cause')
    expect(html).toMatch(/<h4>Logs<\/h4>\s*<div class="folds"><details>/)
    expect(html).toContain('What happened when')
    expect(html).toContain('<strong>YAML</strong>')
  })

  test('reads one file, and what comes through a pipe', async () => {
    const everything = JSON.stringify({
      kind: 'List',
      items: snapshot.pods.map(pod => ({ ...pod, kind: 'Pod' })),
    })
    const folder = await folderWith([['some file', everything]])
    expect((await diagnosed(join(folder, 'some file'))).findings).toHaveLength(1)
    const piped = await runCli(['diagnose', '-', '--json'], { input: everything })
    expect(JSON.parse(piped.stdout)).toMatchObject({ outcome: 'diagnosed' })
  })

  test('a healthy dump ends with 0 too', async () => {
    const healthy = recorded('healthy').snapshot
    const pods = JSON.stringify({ kind: 'PodList', items: healthy.pods })
    const { exitCode, stdout } = await runCli([
      'diagnose',
      await folderWith([['pods.json', pods]]),
      '--at',
      healthy.takenAt,
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^No failing pod was found/)
  })

  test('what a pod prints can’t steer the terminal', async () => {
    const [pod] = snapshot.pods
    const hostile = {
      ...pod,
      kind: 'Pod',
      status: {
        ...pod?.status,
        containerStatuses: [
          {
            name: 'app',
            state: {
              waiting: {
                reason: 'ImagePullBackOff',
                message: '\u001b[2J\u001b]0;owned\u0007\u202egnp.exe \u009b31m',
              },
            },
          },
        ],
      },
    }
    const { stdout } = await runCli([
      'diagnose',
      await folderWith([['pod\u001b[31m.json', JSON.stringify(hostile)]]),
    ])
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
    expect(stdout).toContain('image-pull')
  })

  test('links that lead out of the dump are not followed', async () => {
    const outside = await folderWith([
      ['pods.json', JSON.stringify({ kind: 'PodList', items: snapshot.pods })],
    ])
    const inside = await folderWith([
      ['nodes.json', JSON.stringify({ kind: 'NodeList', items: snapshot.nodes })],
    ])
    symlinkSync(join(outside, 'pods.json'), join(inside, 'pods.json'))
    symlinkSync(inside, join(inside, 'circle'))
    expect((await diagnosed(inside)).pods).toEqual([])
  })
})

describe('the user’s fault is one sentence and exit code 2', () => {
  test.each([
    [['diagnose'], /^PATH is missing\./],
    [['diagnose', 'a', 'b'], /^One PATH at a time, not 2: a b\./],
    [['explain', 'x'], /^Unknown command: explain\./],
    [
      ['diagnose', '/nowhere/at/all'],
      /^\/nowhere\/at\/all can't be read: there is no such file or folder\.$/,
    ],
    [['diagnose', '.', '--yaml'], /^Unknown option '--yaml'/],
    [
      ['diagnose', '.', '--at', 'yesterday'],
      /^Invalid --at: yesterday\. Write a time such as 2026-05-01T10:30:00Z\.$/,
    ],
    [['diagnose', '.', '--since', '12:00'], /^Invalid --since: 12:00\./],
  ])('%j', async (words, sentence) => {
    const { exitCode, stdout, stderr } = await runCli(words)
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim()).toMatch(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test.each([
    ['an empty folder', {}, /The folder is empty\.$/],
    [
      'other files',
      { 'notes.txt': 'hello', 'data.json': '{"a": 1}' },
      /Expected is JSON or YAML as `kubectl get/,
    ],
    [
      'kubectl describe',
      { 'web.txt': 'Name:             web\nNamespace:        shop\nPriority: 0\n' },
      /web\.txt: the text of `kubectl describe` can’t be read/,
    ],
    [
      'a table',
      { 'pods.txt': 'NAME   READY   STATUS    RESTARTS   AGE\nweb 1/1 Running 0 1m\n' },
      /pods\.txt: a table of `kubectl get`/,
    ],
    ['a packed dump', { 'dump.tar.gz': '\x1f\x8b' }, /dump\.tar\.gz: it is packed; unpack it first/],
    ['no JSON', { 'pods.json': '{"kind": "PodList", "items": [' }, /pods\.json: it is damaged or cut off/],
  ])('%s', async (_what, files, sentence) => {
    const { exitCode, stdout, stderr } = await runCli(['diagnose', await folderWith(Object.entries(files))])
    expect(exitCode).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim()).toMatch(sentence)
    expect(stderr).toMatch(/^No Kubernetes objects were found in /)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('several reports in one folder are not mixed', async () => {
    const report = JSON.stringify({
      schemaVersion: 1,
      outcome: 'nothing-failing',
      startedAt: '',
      durationMs: 0,
      cluster: { version: null, nodes: 0, kind: 'kind' },
      findings: [],
      pods: [],
      notCollected: [],
    })
    const { exitCode, stderr } = await runCli([
      'diagnose',
      await folderWith([
        ['one/report.json', report],
        ['two/report.json', report],
      ]),
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/holds 2 reports \(in one\/, two\/\)/)
  })

  test('a page that can’t be written', async () => {
    const folder = await folderWith(kubectlDump())
    const { exitCode, stderr } = await runCli([
      'diagnose',
      folder,
      '--html',
      join(folder, 'absent', 'page.html'),
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^The page can't be written to /)
  })
})

test('--help and --version', async () => {
  const { version } = JSON.parse(readFileSync(join(actionFolder, 'package.json'), 'utf8'))
  expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' })
  const help = await runCli(['--help'])
  expect(help).toMatchObject({ exitCode: 0, stderr: '' })
  for (const option of ['--json', '--html', '--namespace', '--at', '--since', '--no-color'])
    expect(help.stdout).toContain(option)
})

test('the command needs neither the Kubernetes client nor the toolkit', () => {
  expect(statSync(cliFile).size).toBeLessThan(2_000_000)
  const code = readFileSync(cliFile, 'utf8')
  expect(code.startsWith('#!/usr/bin/env node\n')).toBe(true)
  for (const foreign of ['ACTIONS_RUNTIME_TOKEN', 'KUBERNETES_SERVICE_HOST', 'certificate-authority-data']) {
    expect(code.includes(foreign), foreign).toBe(false)
  }
})
