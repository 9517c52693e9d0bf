// A kubeconfig and an API server that somebody else wrote: their names and messages stay text, and their credentials unseen.
import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type HttpRequest, type LocalServer, serve } from '../runner/http-server.ts'
import type { JobResult } from '../runner/index.ts'
import { runAction } from '../support/action.ts'
import { attacks } from '../support/hostile.ts'
import { nodes, parsed } from '../unit/render/markdown-tree.ts'

const text = attacks.join('\n')
const password = 'Kub3c0nfig-Passw0rd'
const token = 't0ken.0123456789abcdefghij'
const pluginKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz'
const basic = Buffer.from(`admin:${password}`).toString('base64')
const message = `${text}\nfor ${token}, ${pluginKey} (Basic ${basic}, ${encodeURIComponent(password)}) at https://admin:${password}@api`

/** The name is the context's, the cluster's and the user's. */
const kubeconfig = (server: string, name: string, current: string): string =>
  stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server } }],
    users: [
      { name, user: { token, password, username: 'admin' } },
      {
        name: 'other',
        user: { exec: { command: 'x', env: [{ name: 'AWS_SECRET_ACCESS_KEY', value: pluginKey }] } },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': current,
  })

let api: LocalServer
const jobs = new Map<string, JobResult>()
const files = new Map<string, ReadonlyMap<string, Buffer>>()

beforeAll(async () => {
  api = await serve((_: HttpRequest) =>
    Promise.resolve({ status: 403, body: { kind: 'Status', reason: '::error::forged', message } }),
  )
  const cases = {
    'refuses everything': kubeconfig(api.url, text, text),
    'is named in a URL with a password': kubeconfig(`http://admin:${password}@127.0.0.1:1`, text, text),
    'is not the one that was meant': kubeconfig(api.url, text, `${text} other`),
  }
  for (const [name, content] of Object.entries(cases)) {
    const run = await runAction({ inputs: { kubeconfig: content, when: 'now', timeout: '10s' } })
    jobs.set(name, run.job)
    files.set(name, run.files)
  }
})
afterAll(async () => {
  await Promise.all([...jobs.values()].map(job => job.cleanUp()))
  await api.close()
})

describe.each(['refuses everything', 'is named in a URL with a password', 'is not the one that was meant'])(
  'an API server that %s',
  name => {
    const job = (): JobResult => {
      const found = jobs.get(name)
      if (found === undefined) throw new Error(`The job "${name}" was not run.`)
      return found
    }

    test('turns no job red, and is reported', () => {
      expect(job().main.exitCode).toBe(0)
      expect(job().outputs['outcome']).toBe('no-access')
      expect(job().main.stdout).not.toContain('has a bug')
    })

    test('gives the runner no command', () => {
      const names = job().main.commands.map(command => command.name)
      expect(
        names.filter(one => !['add-mask', 'debug', 'endgroup', 'group', 'warning'].includes(one)),
      ).toEqual([])
      expect(job().main.masks).not.toContain('hostile')
      expect(job().main.stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u202a-\u202e]/)
    })

    test('gives the summary words only', () => {
      const all = nodes(parsed(job().summary))
      const markup = all.filter(({ type }) => type === 'html').map(({ value = '' }) => value)
      for (const value of markup) expect(value).toMatch(/^<\/?(details|summary|code|br)>$/)
      expect(all.filter(({ type }) => type === 'image')).toEqual([])
      for (const { url = '' } of all.filter(({ type }) => type === 'link'))
        expect(url).not.toContain('forged')
    })

    test('shows no credential', () => {
      const log = job().main.stdout.replaceAll(/^::add-mask::.*$/gm, '')
      const all = [log, job().main.stderr, job().summary, ...Object.values(job().outputs)]
      const artifact = [...(files.get(name)?.values() ?? [])].map(bytes => bytes.toString('utf8'))
      for (const public_ of [...all, ...artifact]) {
        for (const secret of [password, token, pluginKey, basic.slice(0, -2)])
          expect(public_).not.toContain(secret)
      }
    })
  },
)
