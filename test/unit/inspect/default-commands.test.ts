// Which default commands are asked, chosen by what is suspected and what the logs name.
import { expect, test } from 'vitest'
import { type Asked, defaultCommands } from '../../../src/inspect/default-commands.ts'
import { pod, waiting } from '../support/build.ts'
import { findings } from '../support/findings.ts'
import { podFrom } from '../support/pods.ts'

const asked = (changes: Partial<Asked>): Asked => ({
  pod: podFrom({}),
  target: 'app',
  way: 'target',
  suspicions: [],
  services: [],
  clues: [],
  ...changes,
})
const named = (changes: Partial<Asked>, name: string) =>
  defaultCommands(asked(changes)).find(command => command.name === name)?.run
const calling = podFrom({
  spec: { containers: [{ name: 'app', env: [{ name: 'URL', value: 'http://api:80' }] }] },
})

test('CPU is measured over a second only where something may hang', () => {
  const crash = findings({ pods: [pod({ ready: false, state: waiting('ImagePullBackOff', 'x') })] })
  expect(named({}, 'process-state')).toContain('sleep 1')
  expect(named({ suspicions: crash }, 'process-state')).not.toContain('sleep 1')
})

test('dependencies are tried unless the app never came to its first instruction', () => {
  const image = findings({ pods: [pod({ ready: false, state: waiting('ImagePullBackOff', 'x') })] })
  expect(image[0]?.category).toBe('image-pull')
  expect(named({ pod: calling }, 'dependencies')).toContain("row 'api' '80'")
  expect(named({ pod: calling, suspicions: image, way: 'pod' }, 'dependencies')).toBeUndefined()
  expect(named({}, 'dependencies')).toBeUndefined()
})

test('files that a log names are looked at; from beside the container only those on its volumes', () => {
  const clues = [{ container: 'app', endpoints: [], paths: ['/etc/app.yaml', '/data/x', 'a\nb'] }]
  const mounted = podFrom({
    spec: { containers: [{ name: 'app', volumeMounts: [{ name: 'd', mountPath: '/data' }] }] },
  })
  expect(named({ pod: mounted, clues }, 'paths')).toContain("walk '/etc/app.yaml'\nwalk '/data/x'")
  const beside = named({ pod: mounted, clues, way: 'pod' }, 'paths')
  expect(beside).toContain("walk '/data/x'")
  expect(beside).not.toContain('/etc/app.yaml')
  expect(named({ pod: mounted }, 'paths')).toBeUndefined()
})

test('a probe is asked as kubelet asks it: named port, own host, own headers', () => {
  const probe = {
    readinessProbe: {
      httpGet: {
        path: 'ready',
        port: 'web',
        host: 'other.example',
        httpHeaders: [{ name: 'Host', value: 'shop' }],
      },
    },
    ports: [{ name: 'web', containerPort: 8081 }],
  }
  const run = named(
    { pod: podFrom({ spec: { containers: [{ name: 'app', ...probe }] } }) },
    'probe-readiness-pod-ip',
  )
  expect(run).toMatch(/^host='other\.example'; /)
  expect(run).toContain("'GET /ready HTTP/1.1' 'Host: shop'")
  expect(run).toContain('"$host" 8081')
})

test('a command’s probe is not run, only looked for', () => {
  const probe = { livenessProbe: { exec: { command: ['/bin/check', "it's"] } } }
  const spec = { containers: [{ name: 'app', ...probe }] }
  const run = named({ pod: podFrom({ spec }) }, 'probe-liveness-command')
  expect(run).toContain("program='/bin/check'")
  expect(run).toContain('not run again')
})
