//! Screens of the drives: the list, and the question about each.

use super::*;

impl Show<'_> {
    pub(super) fn drives(&self, page: usize) -> Screen {
        let t = self.t;
        let chosen = self.state.chosen(self.facts).len();
        let mut choices = vec![];
        if chosen > 0 {
            choices.push(enter(t.next));
        }
        if pages(self.facts.drives.len(), DRIVES_PER_PAGE) > 1 {
            choices.push(digit(9, t.more));
        }
        choices.push(self.esc());
        let mut lines = vec![quiet(t.drives_text)];
        lines.extend((!self.facts.hidden.is_empty()).then(|| marked(Tone::Stop, t.also_hidden)));
        Screen {
            title: (t.drives_title)(chosen),
            tone: Tone::Plain,
            rows: self.rows(page, None),
            lines,
            choices,
            step: Some((6, 7)),
            ..Screen::default()
        }
    }

    /// The drives of a page; with codes beside those to confirm.
    pub(super) fn rows(&self, page: usize, confirming: Option<&Confirming>) -> Vec<Row> {
        let t = self.t;
        let all = (1..).zip(&self.facts.drives);
        all.skip(page * DRIVES_PER_PAGE)
            .take(DRIVES_PER_PAGE)
            .zip(1u8..)
            .map(|((number, drive), digit)| {
                let is_in = !self.state.left_out.contains(&drive.key);
                let (tone, fate) = match (drive.standing, &drive.interrupted) {
                    (Standing::Free { .. }, _) if !is_in => (Tone::Care, t.left_out.to_owned()),
                    (Standing::Free { .. }, Some(one)) => (Tone::Stop, (t.will_finish)(one.percent)),
                    (Standing::Free { .. }, None) => (Tone::Stop, t.will_go.to_owned()),
                    (Standing::Protected(why), _) => {
                        (if why.stays() { Tone::Care } else { Tone::Good }, self.why(why).to_owned())
                    }
                };
                let asked = confirming.is_some_and(|now| now.chosen.contains(&drive.key));
                Row {
                    digit: (drive.is_free() && confirming.is_none()).then_some(digit),
                    tone,
                    name: self.name(number, drive),
                    fate,
                    code: asked.then(|| drive.code.clone()),
                    permille: None,
                }
            })
            .collect()
    }

    pub(super) fn name(&self, number: usize, drive: &DriveFact) -> String {
        let t = self.t;
        let model = drive.model.as_deref().unwrap_or(t.no_model);
        let name = (t.drive_name)(number, model, &amounts::size(self.lang, drive.size_bytes));
        let serial =
            drive.serial.as_deref().map_or_else(|| t.no_serial.to_owned(), |serial| (t.serial)(serial));
        format!("{name}, {serial}")
    }

    pub(super) fn why(&self, why: Why) -> &'static str {
        match why {
            Why::Stick => self.t.is_stick,
            Why::Usb => self.t.is_usb,
            Why::Card => self.t.is_card,
            Why::InUse => self.t.is_in_use,
            Why::Cannot => self.t.is_unable,
            Why::NoDrive => self.t.is_no_drive,
        }
    }

    pub(super) fn confirm(&self, now: &Confirming) -> Screen {
        let t = self.t;
        let key = now.chosen.get(now.done.len());
        let at = self.facts.drives.iter().position(|drive| Some(&drive.key) == key).unwrap_or(0);
        let number = at + 1;
        let mut rows = self.rows(at / DRIVES_PER_PAGE, Some(now));
        // One drive, one code: those of others are asked for in their turn.
        let own = at % DRIVES_PER_PAGE;
        rows = rows.into_iter().skip(own).take(1).collect();
        let mut lines = vec![strong((t.confirm_text)(number))];
        if now.chosen.len() > 1 {
            lines.push(quiet((t.confirm_of)(now.done.len() + 1, now.chosen.len())));
        }
        if self.facts.drives.get(at).is_some_and(|drive| drive.serial.is_none()) {
            lines.push(quiet(t.confirm_no_serial));
        }
        lines.push(plain((t.confirm_how)(number)));
        let digits = rows.first().and_then(|row| row.code.as_ref()).map(String::len);
        let last = now.done.len() + 1 == now.chosen.len();
        Screen {
            title: t.confirm_title.into(),
            tone: Tone::Stop,
            lines,
            rows,
            entry: Some(Entry { label: t.confirm_label.into(), typed: self.state.typed.clone(), digits }),
            choices: vec![enter(if last { t.confirm_start } else { t.next }), self.correct(), self.esc()],
            step: Some((7, 7)),
            ..Screen::default()
        }
    }
}
