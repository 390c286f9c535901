//! What is usual among numbers.

/// Median of numbers; 0 of none.
pub(crate) fn median(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    quantile(numbers, 0.5)
}

/// What is above this stands out: the third quartile and 1.5 times the interquartile range (Tukey's upper
/// fence).
pub(crate) fn upper_fence(numbers: &mut [f64]) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let (first, third) = (quantile(numbers, 0.25), quantile(numbers, 0.75));
    third + 1.5 * (third - first)
}

/// Of sorted numbers, between the two that are nearest.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let below = place as usize;
    let at = |place: usize| sorted.get(place).copied();
    let low = at(below).unwrap_or_default();
    let high = at(below + 1).unwrap_or(low);
    low + (high - low) * (place - below as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quartiles_of_a_few() {
        assert_eq!(median(&mut []), 0.0);
        assert_eq!(median(&mut [3.0, 1.0]), 2.0);
        assert_eq!(median(&mut [5.0, 1.0, 2.0]), 2.0);
        assert_eq!(upper_fence(&mut [1.0, 2.0, 3.0, 4.0, 5.0]), 7.0);
        assert_eq!(upper_fence(&mut [2.0; 9]), 2.0);
    }

    proptest! {
        #[test]
        fn at_most_a_quarter_is_above_the_fence(mut numbers in prop::collection::vec(0.0_f64..1.0, 1..40)) {
            let fence = upper_fence(&mut numbers);
            let above = numbers.iter().filter(|number| **number > fence).count();
            prop_assert!(above * 4 <= numbers.len());
        }
    }
}
