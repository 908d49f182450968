//! A shift in time around a circle: what keeps every property of a series but when it was.

/// Moves steps around a circle of the first `circle_steps` steps; those behind it stay where they
/// are. A circle of whole weeks keeps every step on its weekday, also where the series' own length
/// is none: without that, the part that goes around the end would change its weekday, and what is
/// known of weekdays would count as more than chance.
///
/// It is a permutation: each step is read once.
///
/// # Examples
/// ```
/// use watchback::chance::Shift;
/// // Nine days: a week that turns by two, and two days that stay.
/// let shift = Shift::new(2, 7);
/// let read: Vec<usize> = (0..9).map(|step| shift.read_at(step)).collect();
/// assert_eq!(read, [2, 3, 4, 5, 6, 0, 1, 7, 8]);
/// assert!((0..9).all(|step| shift.shown_at(shift.read_at(step)) == step));
/// assert_eq!(Shift::NONE.read_at(5), 5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    offset: usize,
    circle_steps: usize,
}

impl Shift {
    /// No shift at all.
    pub const NONE: Self = Self { offset: 0, circle_steps: 0 };

    /// By `offset` steps, taken modulo the circle.
    pub const fn new(offset: usize, circle_steps: usize) -> Self {
        let offset = if circle_steps == 0 { 0 } else { offset % circle_steps };
        Self { offset, circle_steps }
    }

    /// The step that is read in place of `step`.
    #[inline]
    pub const fn read_at(self, step: usize) -> usize {
        if step >= self.circle_steps {
            return step;
        }
        let ahead = step + self.offset;
        if ahead < self.circle_steps { ahead } else { ahead - self.circle_steps }
    }

    /// The step in whose place `step` is read: the inverse of [`Self::read_at`].
    #[inline]
    pub const fn shown_at(self, step: usize) -> usize {
        if step >= self.circle_steps {
            step
        } else if step >= self.offset {
            step - self.offset
        } else {
            step + self.circle_steps - self.offset
        }
    }
}
