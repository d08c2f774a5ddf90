//! Screens before the drives: clock, people, label, and what must be seen to first.

use super::*;

impl Show<'_> {
    pub(super) fn clock(&self) -> Screen {
        let (t, now) = (self.t, self.facts.now);
        let day = usize::from(now.weekday().to_monday_zero_offset().unsigned_abs());
        let month = usize::from(now.month().unsigned_abs()).saturating_sub(1);
        let (day, month) = (t.weekdays.get(day).unwrap_or(&""), t.months.get(month).unwrap_or(&""));
        let first = self.lang == Lang::Fr && now.day() == 1;
        let date = format!("{day} {}{} {month} {}", now.day(), if first { "er" } else { "" }, now.year());
        let said = plain((t.clock_now)(&date, &clock(self.lang, now)));
        let mut lines = vec![Line { weight: Weight::Strong, ..said }];
        let wrong = is_behind(self.facts);
        lines.push(if wrong { marked(Tone::Care, t.clock_wrong) } else { plain(t.clock_right) });
        lines.extend(wrong.then(|| quiet(t.clock_battery)));
        lines.extend(self.facts.refused.as_deref().map(|why| marked(Tone::Care, why)));
        let choices =
            if wrong { vec![enter(t.clock_begin)] } else { vec![enter(t.clock_yes), digit(2, t.clock_set)] };
        Screen {
            title: t.clock_title.into(),
            pictogram: Some(Pictogram::Clock),
            lines,
            choices,
            step: Some((1, 7)),
            ..Screen::default()
        }
    }

    pub(super) fn digits(
        &self,
        title: &str,
        how: &str,
        label: &str,
        digits: Option<usize>,
        picture: Pictogram,
    ) -> Screen {
        Screen {
            title: title.into(),
            pictogram: Some(picture),
            lines: vec![plain(how)],
            entry: Some(Entry { label: label.into(), typed: self.state.typed.clone(), digits }),
            choices: vec![enter(self.t.confirm), self.correct(), self.esc()],
            ..Screen::default()
        }
    }

    pub(super) fn correct(&self) -> Choice {
        Choice { key: Key::Back, text: self.t.correct.into() }
    }

    pub(super) fn interrupted(&self, keys: &[String]) -> Screen {
        let t = self.t;
        let among = (1..).zip(&self.facts.drives).filter(|(_, drive)| keys.contains(&drive.key));
        let lines = among
            .filter_map(|(n, drive)| Some(plain((t.broken_text)(n, drive.interrupted.as_ref()?.percent))));
        Screen {
            title: t.broken_title.into(),
            tone: Tone::Care,
            pictogram: Some(Pictogram::Drive),
            lines: lines.collect(),
            choices: vec![enter(t.broken_go), digit(2, t.broken_new), self.esc()],
            ..Screen::default()
        }
    }

    pub(super) fn who(&self, page: usize) -> Screen {
        let t = self.t;
        let operators = &self.facts.workshop.operators;
        if operators.is_empty() {
            let mut screen = self.digits(t.who_title, t.who_none, t.who_label, None, Pictogram::Person);
            screen.step = Some((2, 7));
            return screen;
        }
        let names = operators.iter().map(|one| match &one.name {
            Some(name) => format!("{} – {name}", one.code),
            None => one.code.clone(),
        });
        let mut choices = self.list(page, names.collect());
        choices.push(self.esc());
        Screen {
            title: t.who_title.into(),
            pictogram: Some(Pictogram::Person),
            choices,
            step: Some((2, 7)),
            ..Screen::default()
        }
    }

    /// A page of a list: its digits, and 8 for more.
    pub(super) fn list(&self, page: usize, names: Vec<String>) -> Vec<Choice> {
        let many = pages(names.len(), PER_PAGE) > 1;
        let shown = names.into_iter().skip(page * PER_PAGE).take(PER_PAGE);
        let mut choices: Vec<Choice> = (1..).zip(shown).map(|(n, name)| digit(n, &name)).collect();
        if many {
            choices.push(digit(8, self.t.more));
        }
        choices
    }

    pub(super) fn who_code(&self, at: usize) -> Screen {
        let t = self.t;
        let operator = self.facts.workshop.operators.get(at);
        let name = operator.map(|one| one.name.as_ref().unwrap_or(&one.code)).cloned().unwrap_or_default();
        let mut screen = self.digits(&(t.digits_title)(&name), "", t.digits_label, None, Pictogram::Person);
        screen.lines.clear();
        if let Some(entry) = &mut screen.entry {
            entry.typed = "●".repeat(entry.typed.len());
        }
        screen.step = Some((2, 7));
        screen
    }

    pub(super) fn donor(&self, page: usize) -> Screen {
        let t = self.t;
        let donors = &self.facts.workshop.donors;
        let names = donors.iter().map(|one| match &one.convention {
            Some(convention) => (t.donor_one)(&one.name, convention),
            None => one.name.clone(),
        });
        let mut choices = self.list(page, names.collect());
        let mut lines = vec![];
        if donors.is_empty() {
            lines.push(plain(t.donor_none));
            choices.push(enter(t.next));
        } else {
            choices.push(digit(9, t.donor_unknown));
        }
        choices.push(self.esc());
        Screen {
            title: t.donor_title.into(),
            pictogram: Some(Pictogram::Gift),
            lines,
            choices,
            step: Some((3, 7)),
            ..Screen::default()
        }
    }

    pub(super) fn label(&self) -> Screen {
        let t = self.t;
        let typed = &self.state.typed;
        let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
        let prefix = if is_number { self.facts.workshop.label_prefix.as_str() } else { "" };
        Screen {
            title: t.label_title.into(),
            pictogram: Some(Pictogram::Label),
            lines: vec![plain(t.label_text), quiet(t.label_none)],
            entry: Some(Entry {
                label: t.label_label.into(),
                typed: format!("{prefix}{typed}"),
                digits: None,
            }),
            choices: vec![enter(t.next), self.correct(), self.esc()],
            step: Some((4, 7)),
            ..Screen::default()
        }
    }

    pub(super) fn before(&self) -> Screen {
        let (t, facts) = (self.t, self.facts);
        let chosen = self.state.chosen(facts);
        let mut lines = vec![match facts.power {
            Power::Mains => marked(Tone::Good, t.mains_yes),
            Power::Battery(_) => {
                let seconds = chosen.iter().map(|drive| seconds(drive)).max().unwrap_or(0);
                let tone = if has_power(facts.power, chosen) { Tone::Care } else { Tone::Stop };
                match seconds.div_ceil(60) {
                    0 => marked(tone, t.mains_short),
                    minutes => marked(tone, (t.mains_no)(minutes)),
                }
            }
        }];
        lines.extend(facts.has_tray.then(|| marked(Tone::Care, t.tray)));
        lines.push(if is_something_in(facts) {
            marked(Tone::Stop, t.card_in)
        } else {
            marked(Tone::Care, t.cards)
        });
        lines.push(marked(Tone::Care, t.lid));
        lines.extend(facts.has_setup_password.then(|| marked(Tone::Care, t.setup_password)));
        lines.extend((!facts.hidden.is_empty()).then(|| marked(Tone::Stop, t.maybe_hidden)));
        let pictogram = match facts.power {
            Power::Mains if facts.has_tray => Pictogram::Tray,
            _ => Pictogram::Plug,
        };
        Screen {
            title: t.before_title.into(),
            pictogram: Some(pictogram),
            lines,
            choices: vec![enter(t.next), self.esc()],
            step: Some((5, 7)),
            ..Screen::default()
        }
    }

    pub(super) fn hidden(&self) -> Screen {
        let (t, facts) = (self.t, self.facts);
        let mut lines = Vec::new();
        if facts.hidden.contains(&Hiding::Setting) {
            lines.extend([strong(t.hidden_setting), plain(t.hidden_1), plain(t.hidden_2), plain(t.hidden_3)]);
            lines.extend(facts.has_setup_password.then(|| marked(Tone::Care, t.setup_password)));
        }
        if facts.hidden.contains(&Hiding::NoDriver) {
            lines.push(strong(t.hidden_driver));
        }
        if facts.hidden.contains(&Hiding::NoAnswer) {
            lines.push(strong(t.hidden_dead));
        }
        if facts.hidden.iter().any(|hiding| *hiding != Hiding::Setting) {
            lines.push(plain(t.hidden_take_out));
        }
        lines.push(marked(Tone::Stop, t.hidden_rule));
        let mut choices = vec![self.leave(1)];
        if facts.drives.iter().any(DriveFact::is_free) {
            choices.push(digit(2, t.hidden_go));
        }
        choices.extend([enter(t.look_again), self.esc()]);
        Screen {
            title: t.hidden_title.into(),
            tone: Tone::Stop,
            pictogram: Some(Pictogram::Hidden),
            lines,
            choices,
            ..Screen::default()
        }
    }

    pub(super) fn no_drive(&self) -> Screen {
        let t = self.t;
        let refused = self.facts.refused.as_deref().map(|why| marked(Tone::Stop, why));
        Screen {
            title: t.none_title.into(),
            tone: Tone::Stop,
            pictogram: Some(Pictogram::Open),
            lines: std::iter::once(strong(t.none_text)).chain(refused).collect(),
            choices: vec![digit(1, t.none_yes), digit(2, t.none_no), self.esc()],
            ..Screen::default()
        }
    }

    /// What the paper will say of person and computer.
    pub(super) fn papers(&self) -> String {
        let papers = &self.state.papers;
        [&papers.label, &papers.operator].into_iter().flatten().cloned().collect::<Vec<_>>().join(" – ")
    }

    pub(super) fn empty_done(&self) -> Screen {
        let t = self.t;
        let number = self.facts.empty_paper.as_ref().map(|proof| (t.number)(&proof.number));
        Screen {
            title: t.empty_done.into(),
            tone: Tone::Good,
            pictogram: Some(Pictogram::Shelf),
            lines: std::iter::once(strong(t.empty_shelf)).chain(number.map(plain)).collect(),
            choices: vec![enter(t.next)],
            ..Screen::default()
        }
    }
}
