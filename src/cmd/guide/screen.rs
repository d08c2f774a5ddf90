//! Where a screen goes: to the terminal as characters, or to the framebuffer as a picture.

use std::io::{self, IsTerminal, Write, stderr, stdout};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::{Duration, Instant};

use super::keyboard::is_in_front;
use crate::cli::ScreenArg;
use crate::guide::Screen;
use crate::guide::paint::canvas::Letters;
use crate::guide::paint::{characters, pixels};
use crate::sys::console::Graphics;
use crate::sys::framebuffer::{Format, Framebuffer};
use crate::text::Lang;

/// The framebuffer of the console.
const FRAMEBUFFER: &str = "/dev/fb0";
/// A screen is painted anew at least so often: the kernel may have written over it.
const AGAIN: Duration = Duration::from_secs(5);

/// What paints.
pub(super) struct Painting {
    lang: Lang,
    means: Means,
    last: Option<(Screen, Instant)>,
}

enum Means {
    Characters,
    Pixels {
        letters: Box<Letters>,
        framebuffer: Framebuffer,
        last: Option<Format>,
        _console: Option<Graphics<'static>>,
    },
}

impl Painting {
    /// Chooses what to paint with.
    ///
    /// # Errors
    /// Why there is no picture, when one was asked for.
    pub(super) fn new(lang: Lang, asked: ScreenArg) -> io::Result<Painting> {
        let means = match asked {
            ScreenArg::Text => Means::Characters,
            ScreenArg::Fb => pixels_on(Path::new(FRAMEBUFFER))?,
            // Pictures belong on the console that the person sits at, and not beside a terminal somewhere else.
            ScreenArg::Auto if super::keyboard::console().is_some() => {
                pixels_on(Path::new(FRAMEBUFFER)).unwrap_or(Means::Characters)
            }
            ScreenArg::Auto => Means::Characters,
        };
        if let Means::Characters = means {
            say("\x1b[2J\x1b[?25l");
        }
        Ok(Painting { lang, means, last: None })
    }

    /// Where errors go to a journal, it says what the person saw: whoever is asked for help can read it.
    fn note(&self, screen: &Screen) {
        // A title that counts is one.
        let words = |screen: &Screen| screen.title.replace(|c: char| c.is_ascii_digit(), "");
        let is_new = self.last.as_ref().is_none_or(|(last, _)| words(last) != words(screen));
        if is_new && !stderr().is_terminal() {
            let _ = writeln!(stderr(), "{}", screen.title);
        }
    }

    /// Shows a screen, when it is another one, or was last painted a while ago.
    pub(super) fn show(&mut self, screen: &Screen) {
        let is_shown = |(last, at): &(Screen, Instant)| last == screen && at.elapsed() < AGAIN;
        if self.last.as_ref().is_some_and(is_shown) || !is_in_front() {
            return;
        }
        match &mut self.means {
            Means::Characters => say(&characters::ansi(screen, self.lang)),
            Means::Pixels { letters, framebuffer, last, .. } => {
                // A driver that came later may have changed it.
                let Some(format) = framebuffer.format().ok().or(*last) else { return };
                *last = Some(format);
                let picture = pixels::paint(letters, screen, self.lang, format.width, format.height);
                let shown = picture.map(|picture| framebuffer.show(&format, &picture.rgb));
                if !matches!(shown, Some(Ok(()))) {
                    say(&characters::ansi(screen, self.lang));
                }
            }
        }
        self.note(screen);
        self.last = Some((screen.clone(), Instant::now()));
    }
}

impl Drop for Painting {
    fn drop(&mut self) {
        if let Means::Characters = self.means {
            say("\x1b[?25h");
        }
    }
}

fn pixels_on(path: &Path) -> io::Result<Means> {
    let framebuffer = Framebuffer::open(path)?;
    let format = framebuffer.format()?;
    let letters = Letters::new().ok_or(io::ErrorKind::InvalidData)?;
    Ok(Means::Pixels { letters: Box::new(letters), framebuffer, last: Some(format), _console: graphics() })
}

/// Keeps the kernel's letters out of the picture; without it they are only less tidy.
fn graphics() -> Option<Graphics<'static>> {
    static OUT: std::sync::OnceLock<io::Stdout> = std::sync::OnceLock::new();
    Graphics::take(OUT.get_or_init(stdout).as_fd()).ok()
}

/// That nobody sees it is no reason to stop.
fn say(text: &str) {
    let mut out = stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
