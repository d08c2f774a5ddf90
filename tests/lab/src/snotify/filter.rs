//! The kernel's side of it: a seccomp filter that hands some ioctls of a program over to this process (seccomp(2),
//! seccomp_unotify(2)).

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use crate::wire::receive_head;

/// `AUDIT_ARCH_X86_64`: system calls are numbered per architecture.
const X86_64: u32 = 0xc000_003e;
/// Places in `struct seccomp_data`: the call's number, the architecture, the low half of its second argument.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const SECOND_ARGUMENT: u32 = 24;
/// Opcodes of classic BPF: load a word, jump if equal, return.
const LOAD: u16 = 0x20;
const JUMP_IF_EQUAL: u16 = 0x15;
const RETURN: u16 = 0x06;

/// What a program asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub id: u64,
    pub pid: u32,
    pub descriptor: u64,
    pub request: u64,
    pub argument: u64,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The kernel does it.
    Pass,
    /// It returns this.
    Value(i64),
    /// It fails with this error number.
    Error(i32),
}

fn instruction(code: u16, value: u32, if_true: u8, if_false: u8) -> libc::sock_filter {
    libc::sock_filter { code, jt: if_true, jf: if_false, k: value }
}

/// A program that hands over `ioctl` with one of these requests, and lets everything else through.
fn program(requests: &[u32]) -> Vec<libc::sock_filter> {
    let count = u8::try_from(requests.len()).expect("a short list");
    let mut program = vec![
        instruction(LOAD, ARCHITECTURE, 0, 0),
        instruction(JUMP_IF_EQUAL, X86_64, 0, count + 3),
        instruction(LOAD, NUMBER, 0, 0),
        instruction(JUMP_IF_EQUAL, u32::try_from(libc::SYS_ioctl).expect("a small number"), 0, count + 1),
        instruction(LOAD, SECOND_ARGUMENT, 0, 0),
    ];
    for (number, request) in (0_u8..).zip(requests) {
        program.push(instruction(JUMP_IF_EQUAL, *request, count - number, 0));
    }
    program.push(instruction(RETURN, libc::SECCOMP_RET_ALLOW, 0, 0));
    program.push(instruction(RETURN, libc::SECCOMP_RET_USER_NOTIF, 0, 0));
    program
}

/// Starts a program under the filter: the program, and where its calls are heard.
pub(super) fn spawn(command: &mut Command, requests: &[u32]) -> io::Result<(Child, File)> {
    let (ours, theirs) = UnixStream::pair()?;
    let program = program(requests);
    let to = theirs.as_raw_fd();
    let install = move || {
        let listener = install(&program)?;
        let sent = send_descriptor(to, listener);
        // SAFETY: the descriptor is this process's own; it has been sent, or is not needed any more.
        unsafe { libc::close(listener) };
        sent
    };
    // SAFETY: between fork and exec it only makes system calls, on memory that was prepared before.
    unsafe { command.pre_exec(install) };
    let child = command.spawn()?;
    let listener = receive_head(&ours, &mut [0])?.pop().ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok((child, File::from(listener)))
}

fn check(result: i64) -> io::Result<RawFd> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result as RawFd) }
}

fn install(program: &[libc::sock_filter]) -> io::Result<RawFd> {
    let program = libc::sock_fprog { len: program.len() as u16, filter: program.as_ptr().cast_mut() };
    // SAFETY: plain numbers; without new privileges, no privilege is needed for what follows.
    check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }.into())?;
    let (mode, flags) = (libc::SECCOMP_SET_MODE_FILTER, libc::SECCOMP_FILTER_FLAG_NEW_LISTENER);
    // SAFETY: the kernel copies the program, which outlives the call.
    check(unsafe { libc::syscall(libc::SYS_seccomp, mode, flags, &raw const program) })
}

/// Sends a descriptor with one byte. No memory is allocated: this runs between fork and exec.
fn send_descriptor(socket: RawFd, descriptor: RawFd) -> io::Result<()> {
    #[repr(C)]
    struct Control {
        head: libc::cmsghdr,
        descriptor: RawFd,
        padding: u32,
    }
    let mut byte = [0_u8];
    let mut part = libc::iovec { iov_base: byte.as_mut_ptr().cast(), iov_len: 1 };
    let len = size_of::<libc::cmsghdr>() + size_of::<RawFd>();
    let head = libc::cmsghdr { cmsg_len: len, cmsg_level: libc::SOL_SOCKET, cmsg_type: libc::SCM_RIGHTS };
    let mut control = Control { head, descriptor, padding: 0 };
    let message = libc::msghdr {
        msg_name: std::ptr::null_mut(),
        msg_namelen: 0,
        msg_iov: &raw mut part,
        msg_iovlen: 1,
        msg_control: (&raw mut control).cast(),
        msg_controllen: size_of::<Control>(),
        msg_flags: 0,
    };
    // SAFETY: all parts of the message are alive and of the lengths that it tells.
    check(unsafe { libc::sendmsg(socket, &raw const message, 0) } as i64).map(|_| ())
}

/// Takes the next call. Nothing when the caller is gone by now.
pub(super) fn take(listener: &File) -> Option<Call> {
    // SAFETY: numbers, for which zero is a value.
    let mut call: libc::seccomp_notif = unsafe { std::mem::zeroed() };
    // SAFETY: the kernel writes one such structure.
    let result = unsafe { libc::ioctl(listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_RECV, &raw mut call) };
    (result == 0).then_some(Call {
        id: call.id,
        pid: call.pid,
        descriptor: call.data.args[0],
        request: call.data.args[1] & 0xffff_ffff,
        argument: call.data.args[2],
    })
}

/// Lets a call return. A caller that is gone does not need it.
pub(super) fn answer(listener: &File, id: u64, outcome: Outcome) {
    let mut response = libc::seccomp_notif_resp { id, val: 0, error: 0, flags: 0 };
    match outcome {
        Outcome::Pass => response.flags = libc::SECCOMP_USER_NOTIF_FLAG_CONTINUE as u32,
        Outcome::Value(value) => response.val = value,
        Outcome::Error(error) => response.error = -error,
    }
    // SAFETY: the kernel reads one such structure.
    unsafe { libc::ioctl(listener.as_raw_fd(), libc::SECCOMP_IOCTL_NOTIF_SEND, &raw mut response) };
}
