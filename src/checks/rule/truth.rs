//! Truth that may be unknown.

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It is.
    Yes,
    /// It is not.
    No,
    /// That cannot be known.
    Unknown,
}

impl Truth {
    /// Whether all are so.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::Yes;
        for part in parts {
            match part {
                Self::No => return Self::No,
                Self::Unknown => all = Self::Unknown,
                Self::Yes => {}
            }
        }
        all
    }

    /// Whether one of them is so.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::all(parts.into_iter().map(Self::negated)).negated()
    }

    /// Whether it is not so.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    /// What all agree on; unknown where they do not. `Yes` of none.
    pub fn agreed(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or(Self::Yes);
        if parts.all(|part| part == first) { first } else { Self::Unknown }
    }
}

impl From<bool> for Truth {
    fn from(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, No, Unknown, Yes};

    #[test]
    fn unknown_decides_nothing() {
        assert_eq!(Truth::all([Yes, Unknown]), Unknown);
        assert_eq!(Truth::all([Unknown, No]), No);
        assert_eq!(Truth::any([Unknown, Yes]), Yes);
        assert_eq!(Truth::any([Unknown, No]), Unknown);
        assert_eq!(Truth::any([]), No);
        assert_eq!(Truth::agreed([Yes, Yes]), Yes);
        assert_eq!(Truth::agreed([Yes, No]), Unknown);
    }
}
