// Writes the components' configuration files into the data folder.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { PAUSE_IMAGE } from '../images/preloaded.ts'
import { DNS_ADDRESS, INNER_FOLDER, NODE_ADDRESS, NODE_NAME, POD_RANGE } from './addresses.ts'

export interface NodeSettings {
  /** The cluster's own folder in every cgroup hierarchy, as "/ephemeral-debug-0123456789ab". */
  cgroup: string
  cniPlugins: string
  runc: string
  snapshotter: 'overlayfs' | 'native'
}

/** Writes every file that a component is started with, except the certificates. Runs inside the namespaces. */
export function writeConfiguration(settings: NodeSettings): void {
  for (const folder of ['cni', 'manifests', 'volume-plugins', 'registries', 'etcd']) {
    mkdirSync(join(INNER_FOLDER, folder), { recursive: true })
  }
  const write = (name: string, text: string) => writeFileSync(join(INNER_FOLDER, name), text)
  write('containerd.toml', containerdToml(settings))
  write('cni/10-bridge.conflist', JSON.stringify(cniList()))
  write('kubelet.yaml', stringify(kubeletConfiguration(settings)))
  write('resolv.conf', `nameserver ${NODE_ADDRESS}\n`)
  write('Corefile', corefile())
}

function containerdToml({ cniPlugins, runc, snapshotter }: NodeSettings): string {
  // JSON's strings are TOML's basic strings.
  const text = JSON.stringify
  return `version = 3
root = ${text(`${INNER_FOLDER}/containerd`)}
state = "/run/containerd"
disabled_plugins = ["io.containerd.nri.v1.nri"]

[grpc]
address = ${text(`${INNER_FOLDER}/containerd.sock`)}

[plugins."io.containerd.cri.v1.images"]
snapshotter = ${text(snapshotter)}
[plugins."io.containerd.cri.v1.images".pinned_images]
sandbox = ${text(PAUSE_IMAGE)}
[plugins."io.containerd.cri.v1.images".registry]
config_path = ${text(`${INNER_FOLDER}/registries`)}

[plugins."io.containerd.cri.v1.runtime"]
# A machine without CAP_SYS_RESOURCE cannot lower a process's out-of-memory score, and every sandbox would fail.
restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
bin_dirs = [${text(cniPlugins)}]
conf_dir = ${text(`${INNER_FOLDER}/cni`)}
[plugins."io.containerd.cri.v1.runtime".containerd]
default_runtime_name = "runc"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
BinaryName = ${text(runc)}
SystemdCgroup = false
`
}

function cniList(): object {
  const ipam = {
    type: 'host-local',
    dataDir: '/run/cni-addresses',
    ranges: [[{ subnet: POD_RANGE }]],
    routes: [{ dst: '0.0.0.0/0' }],
  }
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      { type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: true, hairpinMode: true, ipam },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  }
}

function kubeletConfiguration({ cgroup }: NodeSettings): object {
  const pki = `${INNER_FOLDER}/pki`
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${pki}/ca.crt` },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: `${pki}/kubelet.crt`,
    tlsPrivateKeyFile: `${pki}/kubelet.key`,
    cgroupDriver: 'cgroupfs',
    cgroupRoot: cgroup,
    failCgroupV1: false,
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${INNER_FOLDER}/containerd.sock`,
    providerID: `embedded://${cgroup.slice(1)}/${NODE_NAME}`,
    clusterDNS: [DNS_ADDRESS],
    clusterDomain: 'cluster.local',
    resolvConf: `${INNER_FOLDER}/resolv.conf`,
    staticPodPath: `${INNER_FOLDER}/manifests`,
    volumePluginDir: `${INNER_FOLDER}/volume-plugins`,
    maxPods: 500,
    podPidsLimit: 1024,
    kubeAPIQPS: 200,
    kubeAPIBurst: 400,
    registryPullQPS: 0,
    serializeImagePulls: false,
    // No registry could give a collected image back.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '100Mi',
      'nodefs.available': '100Mi',
      'imagefs.available': '100Mi',
      'nodefs.inodesFree': '1%',
    },
  }
}

/** Names outside the cluster do not exist: an image that was not loaded fails with "no such host", as behind a wrong registry name. */
function corefile(): string {
  return `cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
  bind ${NODE_ADDRESS}
  errors
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    kubeconfig ${INNER_FOLDER}/pki/coredns.kubeconfig
    pods insecure
  }
}
.:53 {
  bind ${NODE_ADDRESS}
  errors
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`
}
