//go:build linux

package main

import (
	"fmt"
	"net"
	"os"
	"runtime"
	"syscall"
	"unsafe"
)

// end is a network namespace of its own, and the file of the TUN device in it: what programs in the
// namespace send is read from the file, and what is written to it they receive.
type end struct {
	namespace *os.File
	device    *os.File
}

// newEnd makes an end with an address in a network of 256. TUN devices, unlike veth pairs, compute
// checksums and cut segments before a frame is seen, without being told to.
func newEnd(address [4]byte) (end, error) {
	type outcome struct {
		end end
		err error
	}
	made := make(chan outcome)
	go func() {
		// Never unlocked: the thread that has changed its namespace ends with this goroutine.
		runtime.LockOSThread()
		end, err := enterNewNamespace(address)
		made <- outcome{end, err}
	}()
	result := <-made
	return result.end, result.err
}

func (e end) endpoint(address [4]byte) endpoint {
	path := fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), e.namespace.Fd())
	return endpoint{path, net.IP(address[:]).String()}
}

func enterNewNamespace(address [4]byte) (made end, err error) {
	if err = syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
		return made, fmt.Errorf("no new network namespace: %w", err)
	}
	if made.namespace, err = os.Open("/proc/thread-self/ns/net"); err != nil {
		return made, err
	}
	made.device, err = openDevice(address)
	return made, err
}

func openDevice(address [4]byte) (*os.File, error) {
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/net/tun: %w", err)
	}
	if err := control(fd, syscall.TUNSETIFF, syscall.IFF_TUN|syscall.IFF_NO_PI); err != nil {
		return nil, fmt.Errorf("no TUN device: %w", err)
	}
	if err := bringUp(address); err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "tun"), nil
}

// bringUp gives the device its address, and opens it.
func bringUp(address [4]byte) error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	if err := controlAddress(socket, syscall.SIOCSIFADDR, address); err != nil {
		return fmt.Errorf("no address for the device: %w", err)
	}
	if err := controlAddress(socket, syscall.SIOCSIFNETMASK, [4]byte{255, 255, 255, 0}); err != nil {
		return fmt.Errorf("no network for the device: %w", err)
	}
	return control(socket, syscall.SIOCSIFFLAGS, syscall.IFF_UP|syscall.IFF_RUNNING)
}

// control makes an ioctl on the device with the flags of a `struct ifreq`.
func control(fd int, request uint, flags uint16) error {
	var r ifreq
	*(*uint16)(unsafe.Pointer(&r.value)) = flags
	return r.control(fd, request)
}

// controlAddress makes one with a `struct sockaddr_in`.
func controlAddress(fd int, request uint, address [4]byte) error {
	var r ifreq
	*(*uint16)(unsafe.Pointer(&r.value)) = syscall.AF_INET
	copy(r.value[4:], address[:])
	return r.control(fd, request)
}

// ifreq is `struct ifreq` of netdevice(7).
type ifreq struct {
	name  [syscall.IFNAMSIZ]byte
	value [24]byte
}

func (r *ifreq) control(fd int, request uint) error {
	copy(r.name[:], "link")
	pointer := uintptr(unsafe.Pointer(r))
	if _, _, err := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), uintptr(request), pointer); err != 0 {
		return err
	}
	return nil
}
