// What the kubelet answers, with success, in place of a log that the runtime has thrown away.

const notice =
  /^(?:unable to retrieve container logs for |failed to try resolving symlinks in path "|failed to open log file ")[^\n]{0,4000}$/

/**
 * True for a text that is the kubelet's word on a log and no log: nothing of it was said by the app. Seen with 1.36.3; the words are
 * those of `pkg/kubelet/kuberuntime/kuberuntime_container.go` and of `k8s.io/cri-client/pkg/logs`.
 */
export function isKubeletNotice(text: string): boolean {
  return notice.test(text.endsWith('\n') ? text.slice(0, -1) : text)
}
