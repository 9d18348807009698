//! A small disk that can be full: a file with a file system in it.

use anyhow::{Result, ensure};
use rustix::fs::{FallocateFlags, fallocate, statvfs};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SIZE_BYTES: u64 = 1_200_000_000;

/// One that is mounted until this value ends.
pub struct Disk(PathBuf);

impl Disk {
    /// Makes and mounts one in a folder. Only an administrator can, where loop devices are allowed.
    pub fn mount(folder: &Path) -> Result<Self> {
        let image = folder.join("disk.img");
        let place = folder.join("disk");
        File::create(&image)?.set_len(SIZE_BYTES)?;
        fs::create_dir(&place)?;
        let made = Command::new("mkfs.ext4")
            .args(["-q", "-m", "0"])
            .arg(&image)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        ensure!(made.success(), "mkfs.ext4 ended with {made}");
        let mounted = Command::new("mount")
            .args(["-o", "loop"])
            .args([&image, &place])
            .stderr(Stdio::null())
            .status()?;
        ensure!(mounted.success(), "mount ended with {mounted}");
        Ok(Self(place))
    }

    /// Where it is mounted.
    pub fn place(&self) -> &Path {
        &self.0
    }

    /// Leaves no room.
    pub fn fill(&self) -> Result<()> {
        let mut ballast = File::create(self.ballast())?;
        let room = statvfs(&self.0)?;
        let free_bytes = room.f_bavail * room.f_frsize;
        // What is left after that, by hand: an error says that it is full.
        let _ = fallocate(&ballast, FallocateFlags::empty(), 0, free_bytes * 99 / 100);
        let piece = vec![1; 64 * 1024];
        while ballast.write_all(&piece).is_ok() {}
        Ok(())
    }

    /// Gives the room back.
    pub fn free(&self) -> Result<()> {
        if self.ballast().exists() {
            fs::remove_file(self.ballast())?;
        }
        Ok(())
    }

    fn ballast(&self) -> PathBuf {
        self.0.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a part of the server may still be ending.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
