"""The starter archive: ten updates on Kyrgyzstan, 2018 to 2021, retold."""
