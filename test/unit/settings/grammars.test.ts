// The grammars that are Kubernetes' and the registries', each with what the originals take and refuse.
import { describe, expect, it } from 'vitest'
import { faultsOf, settingsOf } from './read.ts'

describe('selector', () => {
  it.each([
    'app=checkout',
    'app==checkout',
    'app != checkout',
    'app',
    '!app',
    'app=',
    'app=,tier=web',
    'tier in (web, api),!legacy , track notin (canary)',
    'tier in (,a)',
    'in in (in)',
    'app.kubernetes.io/instance=pr-42',
    'size>10,size < 20',
    'a=B_c.d-E',
    `a=${'x'.repeat(63)}`,
    `${'p'.repeat(60)}.example.com/${'n'.repeat(63)}=v`,
  ])('%s is one', text => {
    expect(settingsOf({ selector: text }).selector).toBe(text)
  })

  it.each([
    ['app=checkout tier=web', 'Expected a comma before "tier".'],
    ['app=a,', 'Expected a label name at the end.'],
    [',app=a', 'Expected a label name before ",".'],
    ['app==='.concat('a'), 'Expected a value before "=".'],
    ['app = = a', 'Expected a value before "=".'],
    ['!app=a', 'Expected a comma before "=".'],
    ['tier in web', 'Expected "(" after "in".'],
    ['tier in ()', '"in" needs at least one value.'],
    ['tier in (a b)', 'Expected "," or ")" in the list after "in".'],
    ['tier in (a', 'Expected "," or ")" in the list after "in".'],
    ['tier is web', '"is" is not an operator.'],
    ['size>big', '">" needs a whole number.'],
    ['size>-1', '">" needs a whole number.'],
    ['-app=a', '"-app" is not a label name.'],
    ['a/b/c=d', '"a/b/c" is not a label name.'],
    ['/app=a', '"" is not a label prefix.'],
    ['Example.com/app=a', '"Example.com" is not a label prefix.'],
    ['app="web"', '""web"" is not a label value.'],
    [`a=${'x'.repeat(64)}`, 'is not a label value.'],
    [`${'n'.repeat(64)}=v`, 'is not a label name.'],
  ])('%s is none', (text, why) => {
    expect(faultsOf({ selector: text })).toEqual([expect.stringContaining(why)])
  })
})

describe('image', () => {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`
  it.each([
    'busybox',
    'busybox:1.37',
    'library/busybox:1.37-musl',
    'nicolaka/netshoot:v0.13',
    'ghcr.io/org/team/tool:latest',
    'localhost/tool',
    'localhost:5000/tool:1',
    'registry.example.com:443/a.b/c__d/e--f:Tag_1.0',
    '[2001:db8::1]:5000/tool:1',
    'REGISTRY.example.com/tool',
    `busybox@${digest}`,
    `busybox:1.37@${digest}`,
    `a/${'b'.repeat(253)}`,
  ])('%s is one', text => {
    expect(settingsOf({ image: text }).image).toBe(text)
  })

  it.each([
    ['ghcr.io/MyOrg/Tool:1', 'A repository is in lower case: ghcr.io/myorg/tool.'],
    ['BusyBox:1.37', 'A repository is in lower case: busybox.'],
    ['MyOrg/tool', 'A repository is in lower case: myorg/tool.'],
    ['--privileged', 'does not begin with a hyphen'],
    ['busybox: 1.37', 'has no spaces'],
    ['https://ghcr.io/org/tool', 'Leave out the scheme'],
    ['busybox:', 'A tag has at most'],
    ['busybox:-1', 'A tag has at most'],
    [`busybox:${'x'.repeat(129)}`, 'A tag has at most'],
    ['busybox@sha256:abc', 'A digest is sha256:'],
    [`busybox@sha256:${'A'.repeat(64)}`, 'A digest is sha256:'],
    ['busybox@', 'A digest is sha256:'],
    [`busybox@md5:${'0'.repeat(32)}`, 'A digest is sha256:'],
    ['0123456789abcdef'.repeat(4), 'not its id'],
    ['a..b', 'Use a reference such as'],
    ['a/', 'Use a reference such as'],
    ['/a', 'Use a reference such as'],
    ['-a.example.com/tool', 'does not begin with a hyphen'],
    ['a_.example.com/tool', 'not a host name'],
    ['$(id)', 'Use a reference such as'],
    [`a/${'b'.repeat(254)}`, 'at most 255'],
    ['a'.repeat(1025), 'at most 1024'],
  ])('%s is none', (text, why) => {
    expect(faultsOf({ image: text })).toEqual([expect.stringContaining(why)])
  })
})

describe('kubeconfig', () => {
  const content =
    'apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: "https://1.2.3.4"}\n'
  const json = '{"apiVersion":"v1","kind":"Config","clusters":[]}'

  it.each(['/home/runner/.kube/config', '~/.kube/config', 'kube config', './k3d.yaml', 'C:\\kube\\config'])(
    'takes the path %s',
    path => {
      expect(settingsOf({ kubeconfig: path }).kubeconfig).toBe(path)
    },
  )

  it('takes the content as YAML, JSON or base64', () => {
    expect(settingsOf({ kubeconfig: content }).kubeconfig).toBe(content.trim())
    expect(settingsOf({ kubeconfig: json }).kubeconfig).toBe(json)
    const base64 = Buffer.from(content).toString('base64')
    expect(settingsOf({ kubeconfig: base64 }).kubeconfig).toBe(content)
    expect(settingsOf({ kubeconfig: base64.replace(/.{20}/g, '$&\n') }).kubeconfig).toBe(content)
  })

  it('takes base64 of anything else for a path', () => {
    const base64 = Buffer.from('a text of two lines,\nnone of them a kubeconfig').toString('base64')
    expect(settingsOf({ kubeconfig: base64 }).kubeconfig).toBe(base64)
  })

  it('takes a long path for a path, though it could be base64', () => {
    const path = `${'folder/'.repeat(10)}config`
    expect(settingsOf({ kubeconfig: path }).kubeconfig).toBe(path)
  })

  it.each([
    'a\nb',
    'token: hunter22\nuser: me',
    '{"clusters": ',
    '- clusters\n- users',
    `{${'['.repeat(20_000)}`,
  ])('refuses other documents without showing them (%#)', text => {
    const faults = faultsOf({ kubeconfig: text })
    expect(faults).toEqual([
      expect.stringMatching(/^Invalid kubeconfig: it is neither one path nor the content/),
    ])
    expect(faults.join()).not.toContain('hunter22')
  })
})
