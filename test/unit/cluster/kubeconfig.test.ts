// What is no path must not be quoted as one: people hand over the content, or a token, where a path is meant.
import { describe, expect, test } from 'vitest'
import { loadKubeconfig } from '../../../src/cluster/kubeconfig.ts'
import { ClusterAccessError } from '../../../src/model/errors.ts'
import { settingsOf } from '../settings/read.ts'

const token = 'opaque-S3cr3tV4lueQx'
const content = `apiVersion: v1
kind: Config
clusters:
- {name: a, cluster: {server: "https://127.0.0.1:6443"}}
users:
- {name: a, user: {token: ${token}, password: "${token}"}}
`

function complaint(kubeconfig: string | null, environment: Readonly<Record<string, string>>): string {
  try {
    loadKubeconfig({ kubeconfig, context: null }, environment)
    return ''
  } catch (error) {
    return error instanceof ClusterAccessError ? `${error.message} ${error.fix}` : String(error)
  }
}

describe('the variable KUBECONFIG', () => {
  test.each([
    content,
    content.replaceAll('\n', '\r\n'),
    btoa(content),
    JSON.stringify({ clusters: [], token }),
  ])('with content in it is told apart from a path: %j', value => {
    const words = complaint(null, { KUBECONFIG: value })
    expect(words).toContain('The variable KUBECONFIG holds no path')
    for (const piece of [token, '6443', 'apiVersion', btoa(content).slice(20, 40)])
      expect(words).not.toContain(piece)
  })

  test('with paths in it is quoted', () => {
    expect(complaint(null, { KUBECONFIG: '/nowhere/one:/nowhere/two' })).toContain(
      '/nowhere/one, /nowhere/two',
    )
  })
})

describe('the input kubeconfig', () => {
  test('with content that is none, in base64, is not shown', () => {
    const broken = btoa(content.replace('clusters:', 'klusters:'))
    const words = complaint(settingsOf({ kubeconfig: broken }).kubeconfig, {})
    expect(words).toContain('The kubeconfig that the input names does not exist.')
    expect(words).not.toContain(broken.slice(20, 40))
  })

  test('with a token in it does not show the token', () => {
    const words = complaint('kubeconfig-u-5k2tb9xw4c:8nq6zlm4fx7r2vbd9hs3wk5tj', {})
    expect(words).toContain('The kubeconfig that the input names does not exist.')
    expect(words).not.toContain('8nq6zlm4')
  })

  test.each(['/nowhere/config', '~/.kube/config', '/tmp/kind-kubeconfig-1234567/config.yaml'])(
    '%s is quoted',
    path => {
      expect(settingsOf({ kubeconfig: path }).kubeconfig).toBe(path)
      expect(complaint(path, {})).toContain(`The kubeconfig ${path} does not exist.`)
    },
  )
})
